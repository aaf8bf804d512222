import CRdKafka

/// Faults on purpose. Requests are named by Kafka's own protocol numbers.
extension EmbeddedBroker {
    /// A request type of the Kafka protocol. Source: kafka.apache.org/protocol, "API Keys".
    public enum Request: Int16, Sendable, CaseIterable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case metadata = 3
        case offsetCommit = 8
        case offsetFetch = 9
        case findCoordinator = 10
        case joinGroup = 11
        case heartbeat = 12
        case syncGroup = 14
        case initProducerID = 22
        case addPartitions = 24
        case addOffsets = 25
        case endTransaction = 26
        case commitTransactionOffsets = 28
    }

    /// The next requests of this type are answered with these errors, one each.
    /// - Parameter codes: names as `KafkaError.code` has them, for instance `not_leader_for_partition`.
    public func failNext(_ request: Request, with codes: [String]) {
        let errors = codes.compactMap(Self.errorCode(named:))
        precondition(errors.count == codes.count, "an unknown Kafka error code was named")
        errors.withUnsafeBufferPointer {
            rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, $0.count, $0.baseAddress)
        }
    }

    /// Adds `milliseconds` to every answer of one broker (they are numbered from 1).
    public func setRoundTrip(milliseconds: Int32, broker: Int32 = 1) throws(KafkaError) {
        try KafkaError.check(rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds), "set_round_trip")
    }

    /// Closes the broker's connections and refuses new ones until `setUp`.
    public func setDown(broker: Int32 = 1) throws(KafkaError) {
        try KafkaError.check(rd_kafka_mock_broker_set_down(cluster, broker), "set_down")
    }

    public func setUp(broker: Int32 = 1) throws(KafkaError) {
        try KafkaError.check(rd_kafka_mock_broker_set_up(cluster, broker), "set_up")
    }

    public func moveLeader(of partition: TopicPartition, to broker: Int32) throws(KafkaError) {
        try KafkaError.check(
            rd_kafka_mock_partition_set_leader(cluster, partition.topic, partition.partition, broker), "move_leader")
    }

    public func moveCoordinator(ofGroup group: String, to broker: Int32) throws(KafkaError) {
        try KafkaError.check(rd_kafka_mock_coordinator_set(cluster, "group", group, broker), "move_coordinator")
    }

    private static func errorCode(named name: String) -> rd_kafka_resp_err_t? {
        var descriptions: UnsafePointer<rd_kafka_err_desc>?
        var count = 0
        rd_kafka_get_err_descs(&descriptions, &count)
        return UnsafeBufferPointer(start: descriptions, count: count).first { description in
            description.name.map { String(cString: $0).lowercased() == name } ?? false
        }?.code
    }
}
