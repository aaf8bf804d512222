import CRdKafka

extension Admin {
    /// Makes the topics. One that exists is left as it is and is not an error.
    /// - Returns: the names that were made now.
    public func createTopics(_ topics: [NewTopic], timeoutMilliseconds: Int32) throws(KafkaError) -> [String] {
        var pointers: [OpaquePointer?] = []
        defer { for pointer in pointers { rd_kafka_NewTopic_destroy(pointer) } }
        for topic in topics { pointers.append(try Self.newTopic(topic)) }

        let options = rd_kafka_AdminOptions_new(handle.rk, RD_KAFKA_ADMIN_OP_CREATETOPICS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var reason = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_operation_timeout(options, timeoutMilliseconds, &reason, reason.count)
        rd_kafka_AdminOptions_set_request_timeout(options, timeoutMilliseconds, &reason, reason.count)

        let queue = rd_kafka_queue_new(handle.rk)
        defer { rd_kafka_queue_destroy(queue) }
        rd_kafka_CreateTopics(handle.rk, &pointers, pointers.count, options, queue)
        guard let event = rd_kafka_queue_poll(queue, timeoutMilliseconds + 1_000) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, operation: "create_topics")
        }
        defer { rd_kafka_event_destroy(event) }
        try KafkaError.check(rd_kafka_event_error(event), "create_topics")
        return try Self.created(event)
    }

    private static func newTopic(_ topic: NewTopic) throws(KafkaError) -> OpaquePointer {
        var reason = [CChar](repeating: 0, count: 256)
        guard
            let pointer = rd_kafka_NewTopic_new(
                topic.name, topic.partitions, topic.replicationFactor, &reason, reason.count)
        else {
            throw KafkaError(
                code: "_invalid_arg", severity: .permanent, operation: "create_topics", reason: text(of: reason))
        }
        for (name, value) in topic.settings { rd_kafka_NewTopic_set_config(pointer, name, value) }
        return pointer
    }

    private static func created(_ event: OpaquePointer) throws(KafkaError) -> [String] {
        var count = 0
        guard let result = rd_kafka_event_CreateTopics_result(event),
            let topics = rd_kafka_CreateTopics_result_topics(result, &count)
        else { return [] }
        var names: [String] = []
        for index in 0..<count {
            let error = rd_kafka_topic_result_error(topics[index])
            if error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS { continue }
            if error != RD_KAFKA_RESP_ERR_NO_ERROR {
                let reason = rd_kafka_topic_result_error_string(topics[index]).map { String(cString: $0) }
                throw KafkaError(error, operation: "create_topics", reason: reason)
            }
            names.append(String(cString: rd_kafka_topic_result_name(topics[index])))
        }
        return names
    }
}
