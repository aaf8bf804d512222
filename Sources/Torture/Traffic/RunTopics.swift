import Glibc
import Kafka
import Messages
import Operations
import Settings

/// The topics a run uses: all of the catalogue's, and nobody else's messages on them.
struct RunTopics {
    private let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    /// - Parameter isReal: a cluster that was there before: topics are made, and must be empty.
    /// - Returns: each partition's first offset.
    func prepare(isReal: Bool) throws -> [TopicPartition: Int64] {
        if isReal { _ = try TopicOperations(settings: settings).apply() }
        let admin = try Admin(settings.kafka)
        let names = Set((Catalogue.topics + Catalogue.deadLetterTopics).map(\.name))
        var first: [TopicPartition: Int64] = [:]
        for topic in try admin.topics(timeoutMilliseconds: 10_000) where names.contains(topic.name) {
            for number in 0..<topic.partitions {
                let partition = TopicPartition(topic: topic.name, partition: number)
                let (low, high) = try Self.ends(of: partition, admin)
                guard low == high else {
                    throw TortureError(.clusterInUse, "\(partition) holds messages; a run needs topics of its own")
                }
                first[partition] = low
            }
        }
        return first
    }

    /// A partition that was made a moment ago has no leader yet.
    private static func ends(of partition: TopicPartition, _ admin: Admin) throws -> (low: Int64, high: Int64) {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            do {
                return try admin.watermarks(of: partition, timeoutMilliseconds: 10_000)
            } catch {
                guard error.isTransient, .now < deadline else { throw error }
                usleep(100_000)
            }
        }
    }
}
