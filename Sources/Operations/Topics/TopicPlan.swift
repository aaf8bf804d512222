import Kafka
import Messages

/// What every topic of the catalogue shall be in this deployment, dead letters included.
public struct TopicPlan: Sendable {
    public let topics: [TopicSpec]
    private let replicationFactor: Int

    public init(partitions: Int, replicationFactor: Int) {
        self.replicationFactor = replicationFactor
        topics = (Catalogue.topics + Catalogue.deadLetterTopics).map { spec in
            var spec = spec
            spec.partitions = partitions
            return spec
        }
    }

    /// What the cluster has against what it shall have.
    public func compare(with cluster: [Admin.Topic]) -> TopicReport {
        let existing = Dictionary(uniqueKeysWithValues: cluster.map { ($0.name, $0) })
        return TopicReport(topics: topics.map { TopicReport.Topic($0, existing: existing[$0.name]) })
    }

    func creation(of name: String) -> Admin.NewTopic? {
        topics.first { $0.name == name }.map { spec in
            Admin.NewTopic(
                name: spec.name, partitions: Int32(spec.partitions), replicationFactor: Int32(replicationFactor),
                settings: [
                    "retention.ms": "\(spec.retentionMilliseconds)", "cleanup.policy": spec.cleanup.rawValue,
                ])
        }
    }
}
