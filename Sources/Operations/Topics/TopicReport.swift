import Kafka
import Messages

/// The catalogue's topics and what the cluster has of them.
public struct TopicReport: Sendable, Equatable, Encodable {
    public enum Verdict: String, Sendable, Encodable {
        case unasked
        case right
        case missing
        case created
        /// Keys go elsewhere than in the other topics: lanes of one account would not meet in one process.
        case otherPartitions = "other_partitions"
    }

    public struct Topic: Sendable, Equatable, Encodable {
        public let name: String
        public let key: String
        public let partitions: Int
        /// -1: for ever.
        public let retentionMilliseconds: Int64
        public let cleanup: String
        public let producers: [String]
        public let consumers: [String]
        public let personal: Bool
        public internal(set) var verdict: Verdict
        public let existingPartitions: Int?
        public let existingReplicas: Int?
    }

    public internal(set) var topics: [Topic]

    /// Whether the cluster is as it shall be.
    public var hasDifferences: Bool { topics.contains { $0.verdict == .missing || $0.verdict == .otherPartitions } }
}

extension TopicReport.Topic {
    /// As the catalogue has it, the cluster not asked.
    init(_ spec: TopicSpec) {
        self.init(spec, verdict: .unasked, existing: nil)
    }

    init(_ spec: TopicSpec, existing: Admin.Topic?) {
        let verdict: TopicReport.Verdict =
            switch existing {
            case nil: .missing
            case let topic?: Int(topic.partitions) == spec.partitions ? .right : .otherPartitions
            }
        self.init(spec, verdict: verdict, existing: existing)
    }

    private init(_ spec: TopicSpec, verdict: TopicReport.Verdict, existing: Admin.Topic?) {
        self.init(
            name: spec.name, key: spec.key, partitions: spec.partitions,
            retentionMilliseconds: spec.retentionMilliseconds, cleanup: spec.cleanup.rawValue,
            producers: spec.producers, consumers: spec.consumers, personal: spec.personal, verdict: verdict,
            existingPartitions: existing.map { Int($0.partitions) },
            existingReplicas: existing.map { Int($0.replicationFactor) })
    }
}
