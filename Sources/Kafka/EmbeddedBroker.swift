import CRdKafka
import Logging

/// librdkafka's own broker, inside this process: loopback, memory only, at most 5 MiB a partition.
///
/// It is for trying, developing and tests. It keeps no transactional offsets, fences nobody and has no admin API; what
/// it can do is in docs/architecture.md. Source: librdkafka 2.0.2, `rdkafka_mock.h`.
public final class EmbeddedBroker: @unchecked Sendable {  // the mock cluster serialises calls on its own thread
    private let handle: ClientHandle
    let cluster: OpaquePointer

    /// `host:port` of every broker, separated by commas. Other processes on this machine can connect.
    public let bootstrapServers: String

    public init(brokers: Int32 = 1, logger: Logger) throws(KafkaError) {
        // With Nagle's algorithm the second of two answers waits for the client's delayed acknowledgement of the first,
        // 40 ms.
        let configuration = ClientConfiguration(
            properties: ["client.id": "embedded-broker", "socket.nagle.disable": "true"], logger: logger)
        handle = try ClientHandle(RD_KAFKA_PRODUCER, configuration)
        guard let cluster = rd_kafka_mock_cluster_new(handle.rk, brokers) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, operation: "start_embedded_broker")
        }
        self.cluster = cluster
        bootstrapServers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    deinit { rd_kafka_mock_cluster_destroy(cluster) }

    public func createTopic(_ name: String, partitions: Int32) throws(KafkaError) {
        try KafkaError.check(rd_kafka_mock_topic_create(cluster, name, partitions, 1), "create_topic")
    }
}
