import CRdKafka
import Logging

/// Publishes with idempotence always, and in transactions when it was given a transactional id.
///
/// Used by one thread. After an error of severity `.fatal`, or a timed-out transactional request (whose fate is
/// unknown, KIP-890 is in no librdkafka yet), throw the producer away and make a new one.
public final class Producer {
    /// How a producer's messages become visible.
    public enum Mode: Sendable, Equatable {
        /// Each message once and in order, visible at once.
        case idempotent
        /// All messages and positions of a transaction visible together, or none. `id` is stable over restarts.
        case transactional(id: String)
    }

    let handle: ClientHandle
    private var topics: [String: OpaquePointer] = [:]

    /// What Giro needs; `ClientConfiguration.properties` win. `retry.backoff.ms` at its default of 100 would make every
    /// transaction wait that long behind CONCURRENT_TRANSACTIONS. murmur2 places keys where Java producers place them.
    /// Only a delivery report ends the wait of `rd_kafka_flush`; without one it looks again after 10 ms.
    static let defaults = [
        "enable.idempotence": "true",
        "partitioner": "murmur2_random",
        "linger.ms": "5",
        "retry.backoff.ms": "5",
        "delivery.report.only.error": "false",
        "queue.buffering.max.messages": "200000",
        "queue.buffering.max.kbytes": "65536",
        "batch.num.messages": "10000",
        "topic.metadata.refresh.interval.ms": "30000",
        "socket.nagle.disable": "true",
        "message.timeout.ms": "30000",
    ]

    public init(_ configuration: ClientConfiguration, mode: Mode) throws(KafkaError) {
        var configuration = configuration.over(Self.defaults)
        if case .transactional(let id) = mode {
            configuration.properties["transactional.id"] = id
            configuration = configuration.over(["transaction.timeout.ms": "10000"])
            // A message may not outlive its transaction.
            configuration.properties["message.timeout.ms"] = configuration.properties["transaction.timeout.ms"]
        }
        handle = try ClientHandle(RD_KAFKA_PRODUCER, configuration)
    }

    deinit {
        // What nobody waits for any more must not hold up the end of the process.
        rd_kafka_purge(handle.rk, Int32(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT))
        rd_kafka_flush(handle.rk, 0)
        for topic in topics.values { rd_kafka_topic_destroy(topic) }
    }

    /// Queues one message; the bytes are copied. Blocks, a little at a time, only while the local queue is full.
    /// - Parameters:
    ///   - partition: `nil` lets the key decide.
    ///   - value: a buffer without a base address is a tombstone.
    ///   - timestampMilliseconds: when it was made, since the Unix epoch; 0 is now.
    public func send(
        topic: String, partition: Int32? = nil, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer,
        timestampMilliseconds: Int64 = 0, headers: borrowing Headers
    ) throws(KafkaError) {
        let message = Message(
            topic: try topicHandle(topic), partition: partition ?? Self.unassigned, key: key, value: value,
            timestampMilliseconds: timestampMilliseconds)
        try queue(message, headers.copy())
    }

    /// The same, with headers that were made for this message alone and need not be copied. The key chooses the
    /// partition.
    public func send(topic: String, key: String, value: [UInt8], headers: consuming Headers) throws(KafkaError) {
        let topic = try topicHandle(topic)
        let list = headers.handOver()
        var key = key
        let outcome = key.withUTF8 { key in
            value.withUnsafeBytes { value in
                let message = Message(
                    topic: topic, partition: Self.unassigned, key: UnsafeRawBufferPointer(key), value: value,
                    timestampMilliseconds: 0)
                return Result { () throws(KafkaError) in try queue(message, list) }
            }
        }
        try outcome.get()
    }

    private struct Message {
        let topic: OpaquePointer
        let partition: Int32
        let key: UnsafeRawBufferPointer?
        let value: UnsafeRawBufferPointer
        let timestampMilliseconds: Int64
    }

    /// - Parameter headers: librdkafka's once it has the message; destroyed when it does not take it.
    private func queue(_ message: Message, _ headers: OpaquePointer?) throws(KafkaError) {
        var error = RD_KAFKA_RESP_ERR__QUEUE_FULL
        for _ in 0..<Self.fullQueueAttempts {
            error = giro_produce(
                handle.rk, message.topic, message.partition, message.key?.baseAddress, message.key?.count ?? 0,
                message.value.baseAddress, message.value.count, message.timestampMilliseconds, headers)
            if error == RD_KAFKA_RESP_ERR_NO_ERROR { return }
            if error != RD_KAFKA_RESP_ERR__QUEUE_FULL { break }
            rd_kafka_poll(handle.rk, 10)
        }
        if let headers { rd_kafka_headers_destroy(headers) }
        throw KafkaError(error, operation: "produce")
    }

    /// The key chooses.
    private static let unassigned: Int32 = -1

    /// 10 ms each: a queue that stays full for 30 s is an outage.
    private static let fullQueueAttempts = 3_000

    /// Waits until everything queued is delivered; throws the first failure.
    public func flush(timeoutMilliseconds: Int32) throws(KafkaError) {
        let error = rd_kafka_flush(handle.rk, timeoutMilliseconds)
        if let failure = handle.callbacks.takeDeliveryFailure() { throw failure }
        try KafkaError.check(error, "flush")
    }

    /// Serves callbacks without waiting.
    public func poll() { rd_kafka_poll(handle.rk, 0) }

    public func clusterID(timeoutMilliseconds: Int32) -> String? {
        handle.clusterID(timeoutMilliseconds: timeoutMilliseconds)
    }

    private func topicHandle(_ name: String) throws(KafkaError) -> OpaquePointer {
        if let known = topics[name] { return known }
        guard let topic = rd_kafka_topic_new(handle.rk, name, nil) else {
            throw KafkaError(rd_kafka_last_error(), operation: "open_topic")
        }
        topics[name] = topic
        return topic
    }
}
