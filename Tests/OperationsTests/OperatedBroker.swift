import Kafka
import Logging
import Messages
import TestSupport

/// An embedded broker with the catalogue's topics, one partition each.
struct OperatedBroker {
    let broker: EmbeddedBroker
    let configuration: ClientConfiguration
    let clusterID: String

    /// With every topic, for tests that do not mind what others have published: making topics takes seconds.
    static let shared = Result { try OperatedBroker() }

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

    /// Gives every worker a cursor at the end of every lane, as if it had read all there is.
    func takeLanes(in database: OperatedDatabase) throws {
        let admin = try Admin(configuration)
        for worker in ["wallet", "billing", "payment", "notification"] {
            let lanes = try Catalogue.topics.filter { $0.consumers.contains(worker) }.map { topic in
                let lane = TopicPartition(topic: topic.name, partition: 0)
                return "('\(topic.name)', \(try admin.watermarks(of: lane, timeoutMilliseconds: 5_000).high))"
            }
            try database.execute(
                """
                INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id)
                SELECT topic, 0, next_offset, 'test', '\(clusterID)'
                FROM (VALUES \(lanes.joined(separator: ","))) AS lanes (topic, next_offset)
                """, in: worker)
        }
    }
}
