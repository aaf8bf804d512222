import CRdKafka
import Logging

/// A group member that reads in batches and leaves every decision about positions to its owner.
///
/// It never commits by itself and never resets an offset by itself. Rebalances are handed out (`takeRebalance`) and
/// answered (`assign`, `unassign`) by the owner, so that what is in flight can be finished first.
/// One thread polls; `wake` and `groupMetadata` may be called from any.
public final class Consumer {
    public let group: String
    let handle: ClientHandle
    private let queue: OpaquePointer
    private var isClosed = false

    /// What Giro needs; `ClientConfiguration.properties` win. Eager assignor: cooperative-sticky can loop for ever
    /// (confluentinc/librdkafka#4783); `range` keeps equal partition numbers of several topics in one process.
    /// Once the local queue is full, librdkafka below 2.2 looks only once a second whether it may fetch again: what
    /// the queue holds must last a second of the worker's full speed.
    static let defaults = [
        "enable.auto.commit": "false",
        "enable.auto.offset.store": "false",
        "auto.offset.reset": "error",
        "partition.assignment.strategy": "range",
        "isolation.level": "read_committed",
        "enable.partition.eof": "false",
        "fetch.wait.max.ms": "50",
        "fetch.error.backoff.ms": "100",
        "queued.min.messages": "100000",
        "queued.max.messages.kbytes": "16384",
        "fetch.message.max.bytes": "1048576",
        "topic.metadata.refresh.interval.ms": "30000",
        "socket.nagle.disable": "true",
    ]

    /// What newer libraries know: how soon a full queue is looked at again.
    static let defaultsWhereKnown = ["fetch.queue.backoff.ms": "5"]

    public init(_ configuration: ClientConfiguration, group: String) throws(KafkaError) {
        let known = Self.defaultsWhereKnown.filter { ClientHandle.knows(property: $0.key, value: $0.value) }
        var configuration = configuration.over(Self.defaults).over(known)
        configuration.properties["group.id"] = group
        self.group = group
        handle = try ClientHandle(RD_KAFKA_CONSUMER, configuration)
        try KafkaError.check(rd_kafka_poll_set_consumer(handle.rk), "create_consumer")
        queue = rd_kafka_queue_get_consumer(handle.rk)
    }

    deinit {
        close()
        rd_kafka_queue_destroy(queue)
    }

    public func subscribe(to topics: [String]) throws(KafkaError) {
        let positions = topics.map { Position(partition: TopicPartition(topic: $0, partition: -1), offset: nil) }
        try TopicPartitionList.with(positions) { list throws(KafkaError) in
            try KafkaError.check(rd_kafka_subscribe(handle.rk, list), "subscribe")
        }
    }

    /// Waits up to `timeoutMilliseconds` for a first message, then takes what else is there, at most `maximum`.
    /// Returns early, and possibly empty, when a rebalance is due or `wake` was called.
    ///
    /// - Parameter gatherMilliseconds: how long after the first message more are waited for, unless `maximum` is
    ///   reached.
    public func poll(
        maximum: Int, timeoutMilliseconds: Int32, gatherMilliseconds: Int32 = 0
    ) -> RecordBatch {
        guard let first = rd_kafka_consumer_poll(handle.rk, timeoutMilliseconds) else { return RecordBatch() }
        let batch = RecordBatch(capacity: maximum)
        batch.append(first)
        let end = ContinuousClock.now + .milliseconds(gatherMilliseconds)
        while batch.count < maximum {
            let left = gatherMilliseconds == 0 ? .zero : end - ContinuousClock.now
            let wait = Int32(max(left / .milliseconds(1), 0).rounded(.up))
            let taken = batch.fill(maximum - batch.count) { rd_kafka_consume_batch_queue(queue, wait, $0, $1) }
            if taken <= 0 { break }
        }
        return batch
    }

    /// The oldest rebalance not yet answered.
    public func takeRebalance() -> Rebalance? { handle.callbacks.takeRebalance() }

    /// Ends a `poll` that waits, from any thread.
    public var waker: Waker { Waker(handle: handle) }

    /// Takes the partitions, each from its position's offset.
    public func assign(_ positions: [Position]) throws(KafkaError) {
        try TopicPartitionList.with(positions) { list throws(KafkaError) in
            try KafkaError.check(rd_kafka_assign(handle.rk, list), "assign")
        }
    }

    public func unassign() throws(KafkaError) {
        try KafkaError.check(rd_kafka_assign(handle.rk, nil), "unassign")
    }

    public func pause(_ partitions: [TopicPartition]) throws(KafkaError) {
        try TopicPartitionList.with(partitions.map { Position(partition: $0, offset: nil) }) {
            list throws(KafkaError) in
            try KafkaError.check(rd_kafka_pause_partitions(handle.rk, list), "pause")
        }
    }

    public func resume(_ partitions: [TopicPartition]) throws(KafkaError) {
        try TopicPartitionList.with(partitions.map { Position(partition: $0, offset: nil) }) {
            list throws(KafkaError) in
            try KafkaError.check(rd_kafka_resume_partitions(handle.rk, list), "resume")
        }
    }

    /// Leaves the group and frees what was fetched. The consumer is of no use afterwards.
    public func close() {
        if isClosed { return }
        isClosed = true
        handle.callbacks.close()
        rd_kafka_assign(handle.rk, nil)
        rd_kafka_consumer_close(handle.rk)
    }
}

/// Ends a consumer's waiting `poll` early.
public struct Waker: Sendable {
    let handle: ClientHandle

    public func wake() {
        guard let queue = rd_kafka_queue_get_consumer(handle.rk) else { return }
        rd_kafka_queue_yield(queue)
        rd_kafka_queue_destroy(queue)
    }
}
