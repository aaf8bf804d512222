/// What `giro log` shows.
public struct OperationLogReport: Sendable, Encodable {
    public let operations: [OperationEntry]

    public init(_ operations: [OperationEntry]) {
        self.operations = operations
    }

    public func lines(paint: Paint) -> [String] {
        if operations.isEmpty { return ["Nothing has been done yet."] }
        var table = TextTable([
            .init("time (UTC)"), .init("who", isFlexible: true), .init("command"), .init("target", isFlexible: true),
            .init("outcome"), .init("why, and what came of it", isFlexible: true),
        ])
        for entry in operations {
            table.add([
                .init(String(entry.begunAt.shown.dropLast(4)), .faint), .init(entry.operatorName), .init(entry.command),
                .init(entry.target), entry.outcome.cell,
                .init(entry.detail.isEmpty ? entry.reason : "\(entry.reason): \(entry.detail)"),
            ])
        }
        return table.lines(paint: paint)
    }
}

extension OperationEntry.Outcome {
    fileprivate var cell: TextTable.Cell {
        switch self {
        case .done: .init("done", .good)
        case .stopped: .init("stopped", .warning)
        case .failed: .init("failed", .bad)
        case .unfinished: .init("unfinished", .warning)
        }
    }
}
