import CRdKafka

/// Messages as librdkafka handed them over, not copied. The memory is freed with the batch.
public final class RecordBatch {
    private var pointers: [UnsafeMutablePointer<rd_kafka_message_t>?] = []
    private var topicNames: [OpaquePointer: String] = [:]
    private var lastTopic: (handle: OpaquePointer, name: String)?

    /// No messages.
    public init() {}

    init(capacity: Int) { pointers.reserveCapacity(min(capacity, 1024)) }

    deinit { for pointer in pointers { rd_kafka_message_destroy(pointer) } }

    public var count: Int { pointers.count }
    public var isEmpty: Bool { pointers.isEmpty }

    public subscript(index: Int) -> RecordView { RecordView(message: pointers[index]!, batch: self) }

    func append(_ pointer: UnsafeMutablePointer<rd_kafka_message_t>) { pointers.append(pointer) }

    /// Lets `take` write up to `room` more messages, 512 at once; returns how many came.
    func fill(_ room: Int, _ take: (UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>, Int) -> Int) -> Int
    {
        let room = min(room, 512)
        return withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<rd_kafka_message_t>?.self, capacity: room) {
            slots in
            slots.initialize(repeating: nil)
            let taken = take(slots.baseAddress!, room)
            if taken > 0 { pointers.append(contentsOf: slots.prefix(taken)) }
            return taken
        }
    }

    /// One Swift string per topic and batch, whatever the number of messages. They come in runs of one topic.
    fileprivate func topicName(_ topic: OpaquePointer?) -> String {
        guard let topic else { return "" }
        if let lastTopic, lastTopic.handle == topic { return lastTopic.name }
        let name = topicNames[topic] ?? String(cString: rd_kafka_topic_name(topic))
        topicNames[topic] = name
        lastTopic = (topic, name)
        return name
    }
}

/// One message, valid as long as its batch.
public struct RecordView {
    let message: UnsafeMutablePointer<rd_kafka_message_t>
    let batch: RecordBatch

    /// Set when this is not a message but a partition's or the consumer's error.
    public var error: KafkaError? {
        let error = message.pointee.err
        if error == RD_KAFKA_RESP_ERR_NO_ERROR { return nil }
        return KafkaError(
            error, operation: "poll", reason: rd_kafka_message_errstr(message).map { String(cString: $0) })
    }

    public var topic: String { batch.topicName(message.pointee.rkt) }
    public var partition: Int32 { message.pointee.partition }
    public var offset: Int64 { message.pointee.offset }

    /// Milliseconds since the Unix epoch; nil when there is none, or a number that is no time (`RecordTime`).
    public var timestampMilliseconds: Int64? {
        let written = writtenTimestamp
        return RecordTime.milliseconds.contains(written) ? written : nil
    }

    /// What the producer or the broker has written as the time: any number at all. Nothing may be calculated with it.
    public var writtenTimestamp: Int64 {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        return rd_kafka_message_timestamp(message, &kind)
    }

    public var key: UnsafeRawBufferPointer? {
        message.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len) }
    }

    /// Empty for a tombstone.
    public var value: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: message.pointee.payload, count: message.pointee.payload == nil ? 0 : message.pointee.len)
    }

    public func header(_ name: String) -> String? {
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return nil }
        var value: UnsafeRawPointer?
        var size = 0
        guard rd_kafka_header_get_last(headers, name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let value else {
            return nil
        }
        return String(decoding: UnsafeRawBufferPointer(start: value, count: size), as: UTF8.self)
    }

    /// All headers in their order; what a dead letter or a replay carries along.
    public func headers() -> [(name: String, value: [UInt8])] {
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return [] }
        var found: [(name: String, value: [UInt8])] = []
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while rd_kafka_header_get_all(headers, found.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            let bytes = value.map { Array(UnsafeRawBufferPointer(start: $0, count: size)) } ?? []
            found.append((String(cString: name!), bytes))
        }
        return found
    }
}
