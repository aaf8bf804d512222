/// What a move to another cluster would do to each worker, or has done: what `giro recover` shows.
public struct RecoveryReport: Sendable, Encodable {
    public struct Worker: Sendable, Equatable, Encodable {
        public let name: String
        public internal(set) var lanes = 0
        /// Lanes whose cursor belongs to another cluster than the one that was asked.
        public internal(set) var lanesOfAnotherCluster = 0
        /// Lanes of this cluster whose cursor is not in the log any more.
        public internal(set) var lanesOutOfLog = 0
        /// Lanes whose published mark is beyond their outbox: the database is older than Kafka.
        public internal(set) var lanesOlderThanKafka = 0
        /// Rows of the moving lanes' outboxes that are published from here on.
        public internal(set) var rowsToPublish: Int64 = 0
        /// Messages in the logs that the moving lanes read from their first on.
        public internal(set) var messagesToRead: Int64 = 0
        /// The oldest row that an outbox of the moving lanes still keeps.
        public internal(set) var keptSince: Moment?
        /// Processes at work; there must be none.
        public internal(set) var running: [String] = []

        var movingLanes: Int { lanesOfAnotherCluster + lanesOutOfLog }
    }

    public let clusterID: String
    public let bootstrapServers: String
    public let scope: RecoveryScope
    /// Topics of the catalogue that the cluster does not have, or has with another number of partitions.
    public internal(set) var wrongTopics: [String] = []
    public internal(set) var workers: [Worker] = []
    public let isApplied: Bool
    /// In the operations log.
    public internal(set) var operation: String?

    public var movingLanes: Int { workers.reduce(0) { $0 + $1.movingLanes } }

    public var running: [String] { workers.flatMap(\.running) }

    /// `found` while there is something to do before the workers start.
    public var status: ExitStatus {
        !wrongTopics.isEmpty || !isApplied && movingLanes > 0 ? .found : .done
    }

    public func lines(paint: Paint) -> [String] {
        var lines = ["Kafka \(bootstrapServers), cluster \(clusterID)"]
        for topic in wrongTopics { lines.append(paint("topic \(topic): run giro topics apply first", .bad)) }
        var table = TextTable([
            .init("worker"), .init("lanes", .right), .init("other cluster", .right), .init("out of log", .right),
            .init("older", .right), .init("to publish", .right), .init("to read", .right), .init("kept since"),
        ])
        for worker in workers {
            table.add([
                .init(worker.name), .init("\(worker.lanes)"), .init("\(worker.lanesOfAnotherCluster)"),
                .init("\(worker.lanesOutOfLog)", worker.lanesOutOfLog > 0 ? .warning : .plain),
                .init("\(worker.lanesOlderThanKafka)", worker.lanesOlderThanKafka > 0 ? .warning : .plain),
                .init(worker.rowsToPublish.grouped), .init(worker.messagesToRead.grouped),
                .init(worker.keptSince.map { String($0.shown.dropLast(4)) } ?? "-"),
            ])
        }
        return lines + [""] + table.lines(paint: paint) + [""] + conclusion(paint)
    }

    private func conclusion(_ paint: Paint) -> [String] {
        if isApplied {
            return [
                "\(movingLanes) lanes begin at their logs' first messages. Start the workers, have the producers send",
                "again what they have no final answer for, then run giro stuck and giro audit.",
            ]
        }
        if movingLanes == 0 { return ["Every lane belongs to this cluster and is in its log: nothing to move."] }
        if !running.isEmpty { return [paint("Stop the workers first: \(running.joined(separator: ", "))", .bad)] }
        return ["\(movingLanes) lanes would move. giro recover apply does it."]
    }
}

/// What is published to the cluster that lanes move to.
public enum RecoveryScope: String, Sendable, CaseIterable, Encodable {
    /// What was not yet known to be published: the old cluster's topics were read to their end.
    case unpublished
    /// Everything that the outboxes still have: nobody may have read what was published last.
    case retained
}
