import Kafka
import Settings

/// The cluster that lanes are to be on: its id, its topics, where its logs begin and end, what groups have committed.
final class ClusterView {
    let clusterID: String
    /// Topics of the catalogue that are missing or have another number of partitions.
    let wrongTopics: [String]
    private let configuration: ClientConfiguration
    private let admin: Admin
    private let partitions: [String: Int32]
    private var logs: [TopicPartition: (low: Int64, high: Int64)] = [:]

    private static let timeoutMilliseconds: Int32 = 10_000

    init(_ settings: Settings) throws(OperationError) {
        configuration = settings.kafka
        do throws(KafkaError) {
            admin = try Admin(settings.kafka)
            let topics = try admin.topics(timeoutMilliseconds: Self.timeoutMilliseconds)
            partitions = Dictionary(topics.map { ($0.name, $0.partitions) }) { first, _ in first }
        } catch {
            throw OperationError(error)
        }
        guard let clusterID = admin.clusterID(timeoutMilliseconds: Self.timeoutMilliseconds) else {
            throw OperationError(.kafkaUnavailable, "no broker told its cluster's id")
        }
        self.clusterID = clusterID
        wrongTopics = try TopicOperations(settings: settings).check().topics
            .filter { $0.verdict == .missing || $0.verdict == .otherPartitions }.map(\.name)
    }

    /// Where a log begins and ends; nil where the cluster has no such partition.
    func log(of partition: TopicPartition) throws(OperationError) -> (low: Int64, high: Int64)? {
        if let known = logs[partition] { return known }
        guard let count = partitions[partition.topic], partition.partition < count else { return nil }
        do {
            let found = try admin.watermarks(of: partition, timeoutMilliseconds: Self.timeoutMilliseconds)
            logs[partition] = found
            return found
        } catch {
            throw OperationError(error)
        }
    }

    /// By lane: the published number that the group's committed offset carries, of the lane's present era only.
    func marks(of worker: String, _ lanes: [LaneRow]) throws(OperationError) -> [Int32: Int64] {
        let here = lanes.filter { $0.clusterID == clusterID }
        guard !here.isEmpty else { return [:] }
        var configuration = configuration
        // With read_committed the answer would wait for transactions that are under way.
        configuration.properties["isolation.level"] = "read_uncommitted"
        do {
            let consumer = try Consumer(configuration, group: "giro.\(worker)")
            defer { consumer.close() }
            let positions = try consumer.committed(
                here.map(\.partition), timeoutMilliseconds: Self.timeoutMilliseconds)
            let marks = Dictionary(positions.map { ($0.partition, CommittedMark($0.metadata)) }) { first, _ in first }
            return here.reduce(into: [:]) { found, lane in
                if let mark = marks[lane.partition] ?? nil, mark.era == lane.era { found[lane.lane] = mark.seq }
            }
        } catch {
            throw OperationError(error)
        }
    }
}
