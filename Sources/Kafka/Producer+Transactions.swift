import CRdKafka

extension Producer {
    /// Registers the transactional id: aborts what a former instance left open and fences it.
    public func initializeTransactions(timeoutMilliseconds: Int32) throws(KafkaError) {
        try KafkaError.check(rd_kafka_init_transactions(handle.rk, timeoutMilliseconds), "init_transactions")
    }

    public func beginTransaction() throws(KafkaError) {
        try KafkaError.check(rd_kafka_begin_transaction(handle.rk), "begin_transaction")
    }

    /// Makes the group's new positions part of the open transaction.
    public func sendOffsets(
        _ positions: [Position], group: GroupMetadata, timeoutMilliseconds: Int32
    ) throws(KafkaError) {
        try TopicPartitionList.with(positions) { list throws(KafkaError) in
            try KafkaError.check(
                rd_kafka_send_offsets_to_transaction(handle.rk, list, group.pointer, timeoutMilliseconds),
                "send_offsets")
        }
    }

    /// Waits for every message of the transaction and commits it.
    public func commitTransaction(timeoutMilliseconds: Int32) throws(KafkaError) {
        try KafkaError.check(rd_kafka_commit_transaction(handle.rk, timeoutMilliseconds), "commit_transaction")
    }

    public func abortTransaction(timeoutMilliseconds: Int32) throws(KafkaError) {
        try KafkaError.check(rd_kafka_abort_transaction(handle.rk, timeoutMilliseconds), "abort_transaction")
    }
}
