/// What a replay would do: how many messages there are, how many of them each worker has applied, what would change.
public struct ReplayForecast: Sendable, Encodable {
    /// One topic as one worker would see it again.
    public struct Line: Sendable, Encodable {
        public let topic: String
        public let worker: String
        public internal(set) var messages = 0
        public internal(set) var applied = 0
        public internal(set) var wouldChange = 0
        /// Contradicts what is known: a dead letter again.
        public internal(set) var conflicts = 0
        /// What operators may not see.
        public internal(set) var untold = 0
        /// Cannot be read: a dead letter again.
        public internal(set) var unreadable = 0
    }

    public let mode: ReplayMode
    public let selection: String
    public internal(set) var messages = 0
    public internal(set) var lines: [Line] = []
    /// The first payments, or accounts, that something would change of.
    public internal(set) var firstChanges: [String] = []

    static let shownChanges = 10

    mutating func count(_ topic: String, _ worker: String, _ change: (inout Line) -> Void) {
        if let index = lines.firstIndex(where: { $0.topic == topic && $0.worker == worker }) {
            change(&lines[index])
        } else {
            var line = Line(topic: topic, worker: worker)
            change(&line)
            lines.append(line)
        }
    }
}

extension ReplayForecast {
    public func lines(paint: Paint) -> [String] {
        let head = "\(mode.rawValue): \(selection)"
        if messages == 0 { return [head, "No message matches."] }
        var table = TextTable([
            .init("topic"), .init("worker"), .init("messages", .right), .init("applied", .right),
            .init("would change", .right), .init("conflicts", .right), .init("unreadable", .right),
        ])
        for line in lines {
            table.add([
                .init(line.topic), .init(line.worker), .init(line.messages.grouped),
                .init(line.untold > 0 && line.applied == 0 ? "?" : line.applied.grouped),
                .init(
                    line.untold > 0 && line.wouldChange == 0 ? "?" : line.wouldChange.grouped,
                    line.wouldChange > 0 ? .warning : .plain),
                .init(line.conflicts.grouped), .init(line.unreadable.grouped),
            ])
        }
        let changes = firstChanges.isEmpty ? [] : ["", "Would change, first of all:"] + firstChanges.map { "  " + $0 }
        return [head, "\(messages.grouped) messages", ""] + table.lines(paint: paint) + changes
    }
}
