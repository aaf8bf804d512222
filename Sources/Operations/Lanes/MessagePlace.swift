import Kafka

/// Where a message stands: `payment.requested/3@1042`.
public struct MessagePlace: Sendable, Hashable, Comparable {
    public let partition: TopicPartition
    public let offset: Int64

    public init(_ partition: TopicPartition, _ offset: Int64) {
        self.partition = partition
        self.offset = offset
    }

    /// Nil when the text has another form.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let offset = Int64(parts[1]), (0..<Int64.max).contains(offset) else { return nil }
        guard let slash = parts[0].lastIndex(of: "/"), let number = Int32(parts[0][slash...].dropFirst()), number >= 0
        else { return nil }
        let topic = parts[0][..<slash]
        guard !topic.isEmpty, topic.utf8.count <= 249 else { return nil }
        self.init(TopicPartition(topic: String(topic), partition: number), offset)
    }

    public static func < (left: MessagePlace, right: MessagePlace) -> Bool {
        (left.partition, left.offset) < (right.partition, right.offset)
    }
}

extension MessagePlace: CustomStringConvertible, Encodable {
    public var description: String { "\(partition)@\(offset)" }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
