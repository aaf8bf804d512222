import CRdKafka

/// What an operator asks of a cluster: topics and their ends.
public final class Admin {
    let handle: ClientHandle

    public init(_ configuration: ClientConfiguration) throws(KafkaError) {
        handle = try ClientHandle(RD_KAFKA_PRODUCER, configuration)
    }

    /// What one topic is made of.
    public struct Topic: Sendable, Equatable {
        public let name: String
        public let partitions: Int32
        public let replicationFactor: Int32
    }

    /// One topic to be made. `settings` are the broker's names: `retention.ms`, `cleanup.policy`.
    public struct NewTopic: Sendable {
        public let name: String
        public let partitions: Int32
        /// -1: the broker's own default.
        public let replicationFactor: Int32
        public let settings: [String: String]

        public init(name: String, partitions: Int32, replicationFactor: Int32 = -1, settings: [String: String] = [:]) {
            self.name = name
            self.partitions = partitions
            self.replicationFactor = replicationFactor
            self.settings = settings
        }
    }

    /// Every topic of the cluster, internal ones left out.
    public func topics(timeoutMilliseconds: Int32) throws(KafkaError) -> [Topic] {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        try KafkaError.check(rd_kafka_metadata(handle.rk, 1, nil, &metadata, timeoutMilliseconds), "describe_topics")
        guard let metadata else { return [] }
        defer { rd_kafka_metadata_destroy(metadata) }
        return (0..<Int(metadata.pointee.topic_cnt)).compactMap { index in
            let topic = metadata.pointee.topics[index]
            let name = String(cString: topic.topic)
            guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR, !name.hasPrefix("__") else { return nil }
            let replicas = topic.partition_cnt > 0 ? topic.partitions[0].replica_cnt : 0
            return Topic(name: name, partitions: topic.partition_cnt, replicationFactor: replicas)
        }.sorted { $0.name < $1.name }
    }

    /// The first offset that the log still has and the offset after its last.
    public func watermarks(
        of partition: TopicPartition, timeoutMilliseconds: Int32
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        var low: Int64 = 0
        var high: Int64 = 0
        let error = rd_kafka_query_watermark_offsets(
            handle.rk, partition.topic, partition.partition, &low, &high, timeoutMilliseconds)
        try KafkaError.check(error, "query_watermarks")
        return (low, high)
    }

    public func clusterID(timeoutMilliseconds: Int32) -> String? {
        handle.clusterID(timeoutMilliseconds: timeoutMilliseconds)
    }
}
