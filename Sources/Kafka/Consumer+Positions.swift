import CRdKafka

extension Consumer {
    /// The group's committed positions. With `isolation.level=read_committed` the broker answers only when no
    /// transaction that could change them is pending; until then this times out, which is transient.
    public func committed(_ partitions: [TopicPartition], timeoutMilliseconds: Int32) throws(KafkaError) -> [Position] {
        let asked = partitions.map { Position(partition: $0, offset: nil) }
        return try TopicPartitionList.with(asked) { list throws(KafkaError) in
            try KafkaError.check(rd_kafka_committed(handle.rk, list, timeoutMilliseconds), "committed")
            if let error = TopicPartitionList.firstError(list, "committed") { throw error }
            return TopicPartitionList.read(list)
        }
    }

    /// Commits positions and their metadata, and waits for the broker's answer.
    public func commit(_ positions: [Position]) throws(KafkaError) {
        try TopicPartitionList.with(positions) { list throws(KafkaError) in
            try KafkaError.check(rd_kafka_commit(handle.rk, list, 0), "commit")
            if let error = TopicPartitionList.firstError(list, "commit") { throw error }
        }
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

    /// The first offset of each partition whose message is of this moment or later; left out where there is none.
    /// The embedded broker cannot look times up: it answers the end, whatever is asked.
    public func offsets(
        atMilliseconds milliseconds: Int64, of partitions: [TopicPartition], timeoutMilliseconds: Int32
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        // The time travels in the place of the offset.
        let asked = partitions.map { Position(partition: $0, offset: milliseconds) }
        let found = try TopicPartitionList.with(asked) { list throws(KafkaError) in
            try KafkaError.check(rd_kafka_offsets_for_times(handle.rk, list, timeoutMilliseconds), "offsets_for_times")
            if let error = TopicPartitionList.firstError(list, "offsets_for_times") { throw error }
            return TopicPartitionList.read(list)
        }
        return found.reduce(into: [:]) { offsets, position in offsets[position.partition] = position.offset }
    }

    /// The end of the log as the last fetch saw it, without asking the broker. `nil` before the first fetch.
    public func cachedEnd(of partition: TopicPartition) -> Int64? {
        var low: Int64 = 0
        var high: Int64 = 0
        let error = rd_kafka_get_watermark_offsets(handle.rk, partition.topic, partition.partition, &low, &high)
        return error == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
    }

    public func clusterID(timeoutMilliseconds: Int32) -> String? {
        handle.clusterID(timeoutMilliseconds: timeoutMilliseconds)
    }

    /// This member's identity and generation, for `Producer.sendOffsets`: a zombie of an older generation is fenced by
    /// it.
    public func groupMetadata() throws(KafkaError) -> GroupMetadata {
        guard let metadata = rd_kafka_consumer_group_metadata(handle.rk) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__STATE, operation: "group_metadata")
        }
        return GroupMetadata(metadata)
    }
}

/// A group member's identity at one moment.
public final class GroupMetadata: @unchecked Sendable {  // the C object is immutable after its creation
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { rd_kafka_consumer_group_metadata_destroy(pointer) }
}
