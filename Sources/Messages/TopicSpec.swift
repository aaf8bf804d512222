/// What is agreed about a topic. The same is in `topics/<name>/topic.json`, for everyone who does not read Swift.
public struct TopicSpec: Sendable, Equatable {
    public enum Cleanup: String, Sendable {
        /// Records are dropped when they are older than the retention.
        case delete
        /// The latest record of each key stays.
        case compact
    }

    public var name: String
    public var summary: String
    /// The message's field that is the record's key.
    public var key: String
    public var partitions: Int
    /// -1: for ever.
    public var retentionMilliseconds: Int64
    public var cleanup: Cleanup
    public var producers: [String]
    /// Workers.
    public var consumers: [String]
    /// Whether the records hold personal data.
    public var personal: Bool

    public static let defaultPartitions = 6

    public init(
        name: String, summary: String, key: String, partitions: Int = defaultPartitions, retentionMilliseconds: Int64,
        cleanup: Cleanup = .delete, producers: [String], consumers: [String], personal: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.key = key
        self.partitions = partitions
        self.retentionMilliseconds = retentionMilliseconds
        self.cleanup = cleanup
        self.producers = producers
        self.consumers = consumers
        self.personal = personal
    }
}

extension TopicSpec {
    /// Where records of this topic go that can never be handled. Operators read it; its records keep their key and
    /// partition.
    public var deadLetters: TopicSpec {
        TopicSpec(
            name: "\(name).dlq", summary: "Records of \(name) that could not be handled, each with its reason.",
            key: key,
            partitions: partitions, retentionMilliseconds: Catalogue.days(90), producers: consumers, consumers: [])
    }
}
