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
                let (low, high) = try admin.watermarks(of: partition, timeoutMilliseconds: 10_000)
                guard low == high else {
                    throw TortureError(.clusterInUse, "\(partition) holds messages; a run needs topics of its own")
                }
                first[partition] = low
            }
        }
        return first
    }
}
