import CRdKafka
import Glibc

/// One partition of one topic.
public struct TopicPartition: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let topic: String
    public let partition: Int32

    public init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    public static func < (a: TopicPartition, b: TopicPartition) -> Bool {
        (a.topic, a.partition) < (b.topic, b.partition)
    }

    public var description: String { "\(topic)/\(partition)" }
}

/// A group's position in a partition: the next offset to read, and the note kept with it.
public struct Position: Sendable, Equatable {
    public let partition: TopicPartition
    /// `nil`: the group has committed nothing there.
    public let offset: Int64?
    /// At most a few hundred bytes (`offset.metadata.max.bytes`, 4096 by default).
    public let metadata: String?

    public init(partition: TopicPartition, offset: Int64?, metadata: String? = nil) {
        self.partition = partition
        self.offset = offset
        self.metadata = metadata
    }
}

/// Between Swift values and `rd_kafka_topic_partition_list_t`.
enum TopicPartitionList {
    /// A list for one call; destroyed when `body` returns.
    static func with<Result>(
        _ positions: [Position],
        _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) throws(KafkaError) -> Result
    ) throws(KafkaError) -> Result {
        let list = rd_kafka_topic_partition_list_new(Int32(positions.count))!
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for position in positions {
            let element = rd_kafka_topic_partition_list_add(
                list, position.partition.topic, position.partition.partition)!
            element.pointee.offset = position.offset ?? Int64(RD_KAFKA_OFFSET_INVALID)
            if let metadata = position.metadata {
                // Freed by librdkafka with the list, therefore its own allocator.
                var bytes = Array(metadata.utf8)
                let copy = malloc(max(bytes.count, 1))
                memcpy(copy!, &bytes, bytes.count)
                element.pointee.metadata = copy
                element.pointee.metadata_size = bytes.count
            }
        }
        return try body(list)
    }

    static func read(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> [Position] {
        guard let list else { return [] }
        return (0..<Int(list.pointee.cnt)).map { index in
            let element = list.pointee.elems[index]
            let metadata = element.metadata.map { bytes in
                String(decoding: UnsafeRawBufferPointer(start: bytes, count: element.metadata_size), as: UTF8.self)
            }
            return Position(
                partition: TopicPartition(topic: String(cString: element.topic), partition: element.partition),
                offset: element.offset >= 0 ? element.offset : nil,
                metadata: metadata)
        }
    }

    /// The first error that librdkafka left on an element.
    static func firstError(
        _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>, _ operation: String
    ) -> KafkaError? {
        for index in 0..<Int(list.pointee.cnt) {
            let error = list.pointee.elems[index].err
            if error != RD_KAFKA_RESP_ERR_NO_ERROR { return KafkaError(error, operation: operation) }
        }
        return nil
    }
}
