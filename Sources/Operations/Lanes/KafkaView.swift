import Kafka

/// What Kafka knows of lanes: where their logs end, and what is published. Nothing is changed, no group is joined.
final class KafkaView {
    /// One lane's side in Kafka.
    struct Lane: Sendable, Equatable {
        /// The offset after the log's last record; control records count.
        let logEnd: Int64
        /// Messages to come, at most. Zero only when nothing is there to be read.
        let lag: Int64
        /// Up to which outbox number everything is published.
        let publishedSeq: Int64
    }

    private let configuration: ClientConfiguration
    private let admin: Admin
    private let timeoutMilliseconds: Int32
    private var ends: [TopicPartition: (low: Int64, high: Int64)] = [:]
    let clusterID: String?

    init(_ configuration: ClientConfiguration, timeoutMilliseconds: Int32 = 5_000) throws(OperationError) {
        self.configuration = configuration
        self.timeoutMilliseconds = timeoutMilliseconds
        do throws(KafkaError) {
            admin = try Admin(configuration)
            // Asks a broker, so that one that is away is known before a hundred partitions are asked about.
            _ = try admin.topics(timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            throw OperationError(error)
        }
        clusterID = admin.clusterID(timeoutMilliseconds: timeoutMilliseconds)
    }

    /// By lane number. Lanes of another cluster are left out: their offsets mean nothing here.
    func lanes(of worker: String, _ rows: [LaneRow]) throws(OperationError) -> [Int32: Lane] {
        let rows = rows.filter { $0.clusterID == clusterID }
        guard !rows.isEmpty else { return [:] }
        do throws(KafkaError) {
            let marks = try committedMarks(of: worker, rows)
            var unread: Set<TopicPartition> = []
            for row in rows where try end(of: row.partition).high > row.nextOffset { unread.insert(row.partition) }
            let empty = try LaneProbe(configuration).empty(rows.filter { unread.contains($0.partition) })
            var lanes: [Int32: Lane] = [:]
            for row in rows {
                let end = try end(of: row.partition).high
                let mark = marks[row.partition].flatMap { $0.era == row.era ? $0.seq : nil }
                lanes[row.lane] = Lane(
                    logEnd: end, lag: empty.contains(row.partition) ? 0 : max(0, end - row.nextOffset),
                    publishedSeq: min(max(mark ?? 0, row.publishedSeq), row.lastSeq))
            }
            return lanes
        } catch {
            throw OperationError(error)
        }
    }

    private func end(of partition: TopicPartition) throws(KafkaError) -> (low: Int64, high: Int64) {
        if let known = ends[partition] { return known }
        let found = try admin.watermarks(of: partition, timeoutMilliseconds: timeoutMilliseconds)
        ends[partition] = found
        return found
    }

    private func committedMarks(
        of worker: String, _ rows: [LaneRow]
    ) throws(KafkaError) -> [TopicPartition: CommittedMark] {
        var configuration = configuration
        // With read_committed the answer would wait for transactions that are under way.
        configuration.properties["isolation.level"] = "read_uncommitted"
        let consumer = try Consumer(configuration, group: "giro.\(worker)")
        defer { consumer.close() }
        let positions = try consumer.committed(rows.map(\.partition), timeoutMilliseconds: timeoutMilliseconds)
        return positions.reduce(into: [:]) { marks, position in
            marks[position.partition] = CommittedMark(position.metadata)
        }
    }
}
