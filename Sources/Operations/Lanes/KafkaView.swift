import Kafka
import Payments

/// What Kafka knows of lanes: where their logs end, what they have yet to apply, what is published. Nothing is changed,
/// no group is joined.
final class KafkaView {
    /// One lane's side in Kafka.
    struct Lane: Sendable, Equatable {
        /// The offset after the log's last record; records that nobody sees count.
        let logEnd: Int64
        /// Messages to come, at most. Zero only when nothing is there to be read.
        let lag: Int64
        /// When the first message to come was published; nil when there is none, or it could not be seen.
        let oldestUnreadAt: Moment?
        /// Up to which outbox number everything is published; nil when the group has no word of it.
        let publishedSeq: Int64?
    }

    private let configuration: ClientConfiguration
    private let admin: Admin
    /// Sees what transactions under way have written.
    private let writers: Consumer
    private let timeoutMilliseconds: Int32
    private var ends: [TopicPartition: End] = [:]
    let topics: [Admin.Topic]
    let clusterID: String?

    /// Where a log ends, and up to where it can be read. A transaction under way holds back what comes after its first
    /// message: until then nobody knows whether there is something to be read.
    private struct End {
        let log: Int64
        let readable: Int64
    }

    init(_ configuration: ClientConfiguration, timeoutMilliseconds: Int32 = 5_000) throws(OperationError) {
        self.configuration = configuration
        self.timeoutMilliseconds = timeoutMilliseconds
        do throws(KafkaError) {
            admin = try Admin(configuration)
            writers = try Consumer(Self.uncommitted(configuration), group: "giro.operator")
            topics = try admin.topics(timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            throw OperationError(error)
        }
        clusterID = admin.clusterID(timeoutMilliseconds: timeoutMilliseconds)
    }

    /// By lane number. Lanes of another cluster are left out: their offsets mean nothing here.
    func lanes(of worker: String, _ rows: [LaneRow]) throws(OperationError) -> [Int32: Lane] {
        do throws(KafkaError) {
            let rows = rows.filter { $0.clusterID == clusterID }
            let marks = try publishedSeqs(of: worker, rows)
            var unread: [LaneRow] = []
            for row in rows where try end(of: row.partition).log > row.nextOffset { unread.append(row) }
            let firsts = try LaneProbe(configuration).look(unread)
            var lanes: [Int32: Lane] = [:]
            for row in rows {
                lanes[row.lane] = Self.lane(
                    row, end: try end(of: row.partition), first: firsts[row.partition], mark: marks[row.lane])
            }
            return lanes
        } catch {
            throw OperationError(error)
        }
    }

    /// By lane number: what the group's committed offsets say is published. Lanes they say nothing of are left out.
    func published(of worker: String, _ rows: [LaneRow]) throws(OperationError) -> [Int32: Int64] {
        do throws(KafkaError) {
            return try publishedSeqs(of: worker, rows.filter { $0.clusterID == clusterID })
        } catch {
            throw OperationError(error)
        }
    }

    private static func lane(
        _ row: LaneRow, end: End, first: LaneProbe.FirstUnread?, mark: Int64?
    ) -> Lane {
        var oldest: Moment?
        if case .message(let milliseconds?) = first {
            oldest = Moment(Timestamp(microseconds: milliseconds * 1_000))
        }
        let isRead = first == .nothing && end.readable >= end.log
        return Lane(
            logEnd: end.log, lag: isRead ? 0 : max(0, end.log - row.nextOffset), oldestUnreadAt: oldest,
            publishedSeq: mark)
    }

    /// The log's end is asked for first: what can be read later up to there could be read by all who looked later.
    private func end(of partition: TopicPartition) throws(KafkaError) -> End {
        if let known = ends[partition] { return known }
        let log = try writers.watermarks(of: partition, timeoutMilliseconds: timeoutMilliseconds).high
        let readable = try admin.watermarks(of: partition, timeoutMilliseconds: timeoutMilliseconds).high
        let found = End(log: log, readable: readable)
        ends[partition] = found
        return found
    }

    private static func uncommitted(_ configuration: ClientConfiguration) -> ClientConfiguration {
        var configuration = configuration
        configuration.properties["isolation.level"] = "read_uncommitted"
        return configuration
    }

    private func publishedSeqs(of worker: String, _ rows: [LaneRow]) throws(KafkaError) -> [Int32: Int64] {
        guard !rows.isEmpty else { return [:] }
        // With read_committed the answer would wait for transactions that are under way.
        let consumer = try Consumer(Self.uncommitted(configuration), group: "giro.\(worker)")
        defer { consumer.close() }
        let positions = try consumer.committed(rows.map(\.partition), timeoutMilliseconds: timeoutMilliseconds)
        let marks = Dictionary(positions.map { ($0.partition, CommittedMark($0.metadata)) }) { first, _ in first }
        return rows.reduce(into: [:]) { published, row in
            guard let mark = marks[row.partition] ?? nil, mark.era == row.era else { return }
            published[row.lane] = min(mark.seq, row.lastSeq)
        }
    }
}
