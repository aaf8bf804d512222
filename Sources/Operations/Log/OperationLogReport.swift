/// What `giro log` shows.
public struct OperationLogReport: Sendable, Encodable {
    public let operations: [OperationEntry]

    public init(_ operations: [OperationEntry]) {
        self.operations = operations
    }

    /// What was done to what is never cut, nor why: each entry has lines of its own.
    public func lines(paint: Paint) -> [String] {
        if operations.isEmpty { return ["Nothing has been done yet."] }
        return operations.flatMap { entry in
            let time = paint(String(entry.begunAt.shown.dropLast(4)), .faint)
            let head = "\(time)  \(paint(entry.outcome.rawValue, entry.outcome.tone))  \(entry.command)"
            return ["\(head)  by \(TextTable.Cell(entry.operatorName).text)"]
                + Self.wrapped("on", entry.target, paint.width) + Self.wrapped("why", entry.reason, paint.width)
                + Self.wrapped("then", entry.detail, paint.width)
        }
    }

    private static let indent = "      "

    /// `  why text`, on as many lines as it takes.
    private static func wrapped(_ title: String, _ text: String, _ width: Int) -> [String] {
        let room = width == .max ? .max : max(1, width - indent.count - 1)
        var lines: [String] = []
        for word in TextTable.Cell(text).text.split(separator: " ") {
            for piece in pieces(of: word, room) {
                if let last = lines.last, last.count + 1 + piece.count <= room {
                    lines[lines.count - 1] = last + " " + piece
                } else {
                    lines.append(String(piece))
                }
            }
        }
        return lines.enumerated().map { index, line in
            let lead = index == 0 ? "  \(title)" : ""
            return lead.padding(indent.count) + " " + line
        }
    }

    /// A word that is longer than a line is broken.
    private static func pieces(of word: Substring, _ room: Int) -> [Substring] {
        var pieces: [Substring] = []
        var rest = word
        while rest.count > room {
            pieces.append(rest.prefix(room))
            rest = rest.dropFirst(room)
        }
        return pieces + [rest]
    }
}

extension String {
    fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension OperationEntry.Outcome {
    fileprivate var tone: Paint.Tone {
        switch self {
        case .done: .good
        case .stopped, .unfinished: .warning
        case .failed: .bad
        }
    }
}
