import Kafka
import Logging
import Messages
import TestSupport

/// An embedded broker with the catalogue's topics, one partition each.
struct OperatedBroker {
    let broker: EmbeddedBroker
    let configuration: ClientConfiguration
    let clusterID: String

    init(topics: [TopicSpec] = Catalogue.topics + Catalogue.deadLetterTopics, partitions: Int32 = 1) throws {
        broker = try EmbeddedBroker(logger: TestBroker.quiet)
        for topic in topics { try broker.createTopic(topic.name, partitions: partitions) }
        configuration = ClientConfiguration(bootstrapServers: broker.bootstrapServers, logger: TestBroker.quiet)
        clusterID = try Admin(configuration).clusterID(timeoutMilliseconds: 5_000) ?? ""
    }

    var flags: [String] {
        ["kafka.bootstrap.servers=\(broker.bootstrapServers)", "topics.partitions=1", "kafka.fetch.wait.max.ms=10"]
    }

    func publish(_ value: String, to topic: String) throws {
        let producer = try Producer(configuration, mode: .idempotent)
        try Array(value.utf8).withUnsafeBytes { bytes in
            try producer.send(topic: topic, key: nil, value: bytes, headers: Headers(expected: 0))
        }
        try producer.flush(timeoutMilliseconds: 10_000)
    }

    /// Gives every worker a cursor at the start of every lane, as if it had read all there is.
    func takeLanes(in database: OperatedDatabase) throws {
        for worker in ["wallet", "billing", "payment", "notification"] {
            let topics = Catalogue.topics.filter { $0.consumers.contains(worker) }.map { "('\($0.name)')" }
            try database.execute(
                """
                INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id)
                SELECT topic, 0, 0, 'test', '\(clusterID)'
                FROM (VALUES \(topics.joined(separator: ","))) AS topics (topic)
                """, in: worker)
        }
    }
}
