import Kafka
import Postgres
import Settings

/// The dead letters of a cluster, with what was done about each.
public final class DeadLetterBox {
    let kafka: ClientConfiguration
    let log: OperationLog
    let clusterID: String
    private let admin: Admin
    private let topics: [Admin.Topic]

    /// - Throws: `kafka_unavailable`, `database_unavailable`, `database_refused`.
    public init(_ settings: Settings) throws(OperationError) {
        kafka = settings.kafka
        log = try OperationLog(settings)
        do throws(KafkaError) {
            admin = try Admin(kafka)
            topics = try admin.topics(timeoutMilliseconds: 5_000).filter { $0.name.hasSuffix(DeadLetterItem.suffix) }
        } catch {
            throw OperationError(error)
        }
        guard let id = admin.clusterID(timeoutMilliseconds: 5_000) else {
            throw OperationError(.kafkaUnavailable, "no broker told its cluster's id")
        }
        clusterID = id
    }

    /// Reads the letters that the filter matches, each with its state.
    /// - Parameter maximum: how many messages of the topics are looked at.
    /// - Returns: whether all were looked at.
    @discardableResult
    func scan(
        _ filter: DeadLetterFilter, maximum: Int = 1_000_000,
        _ body: (DeadLetterItem, RecordView) throws(OperationError) -> Void
    ) throws(OperationError) -> Bool {
        let wanted = topics.filter { filter.wants(topic: $0.name) }
        for name in filter.topics where !wanted.contains(where: { $0.name == name + DeadLetterItem.suffix }) {
            throw OperationError(.unknownTopic, "the cluster has no topic \(name)\(DeadLetterItem.suffix)")
        }
        var marks: [String: DeadLetterMarks] = [:]
        for topic in wanted { marks[topic.name] = try self.marks(of: topic.name) }
        var seen = 0
        try LogReader(kafka, try ranges(of: wanted, filter)).read { record throws(OperationError) in
            seen += 1
            if seen > maximum { return false }
            guard var letter = DeadLetterItem(record) else { return true }
            letter.state = marks[record.topic]?.state(of: letter) ?? .open
            if filter.matches(letter) { try body(letter, record) }
            return true
        }
        return seen <= maximum
    }

    func marks(of topic: String) throws(OperationError) -> DeadLetterMarks {
        DeadLetterMarks(
            try asking(Settings.operationsSchema) { () throws(PostgresError) in
                try log.connection.query(ReadMarks(clusterID: clusterID, topic: topic))
            })
    }

    /// Whole logs, or from the first to the last of the places that are named.
    private func ranges(of topics: [Admin.Topic], _ filter: DeadLetterFilter) throws(OperationError) -> [LogRange] {
        var ranges: [LogRange] = []
        for topic in topics {
            for number in 0..<topic.partitions {
                let partition = TopicPartition(topic: topic.name, partition: number)
                let named = filter.places.filter { $0.partition == partition }.map(\.offset)
                if !filter.places.isEmpty, named.isEmpty { continue }
                let ends = try ends(of: partition)
                ranges.append(
                    LogRange(
                        partition: partition, from: max(ends.low, named.min() ?? 0),
                        to: min(ends.high, named.max().map { $0 + 1 } ?? .max)))
            }
        }
        return ranges
    }

    func ends(of partition: TopicPartition) throws(OperationError) -> (low: Int64, high: Int64) {
        do {
            return try admin.watermarks(of: partition, timeoutMilliseconds: 5_000)
        } catch {
            throw OperationError(error)
        }
    }

    /// Held by one process at a time, until its connection ends.
    func lock() throws(OperationError) {
        let isMine = try asking(Settings.operationsSchema) { () throws(PostgresError) in
            try log.connection.query(LockDeadLetters()).first ?? false
        }
        if !isMine {
            throw OperationError(.underWay, "somebody else is dealing with dead letters at this moment")
        }
    }
}

private struct LockDeadLetters: Statement {
    static let sql = "SELECT pg_try_advisory_lock(hashtextextended('giro.dead_letters', 0))"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}
