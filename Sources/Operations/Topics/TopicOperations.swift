import Kafka
import Settings

/// `giro topics`: the catalogue against a cluster.
public struct TopicOperations: Sendable {
    private let plan: TopicPlan
    private let kafka: ClientConfiguration
    private let timeoutMilliseconds: Int32

    public init(settings: Settings, timeoutMilliseconds: Int32 = 10_000) {
        plan = TopicPlan(partitions: settings.topicPartitions, replicationFactor: settings.topicReplicationFactor)
        kafka = settings.kafka
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// The catalogue. Asks no cluster.
    public func list() -> TopicReport {
        TopicReport(topics: plan.topics.map { TopicReport.Topic($0) })
    }

    public func check() throws(OperationError) -> TopicReport {
        do {
            return try plan.compare(with: Admin(kafka).topics(timeoutMilliseconds: timeoutMilliseconds))
        } catch {
            throw OperationError(error)
        }
    }

    /// Makes what is missing. Changes nothing that exists.
    public func apply() throws(OperationError) -> TopicReport {
        var report = try check()
        let missing = report.topics.filter { $0.verdict == .missing }.map(\.name)
        if missing.isEmpty { return report }
        let created = try create(missing)
        for index in report.topics.indices where created.contains(report.topics[index].name) {
            report.topics[index].verdict = .created
        }
        return report
    }

    private func create(_ names: [String]) throws(OperationError) -> [String] {
        do {
            let topics = names.compactMap { plan.creation(of: $0) }
            _ = try Admin(kafka).createTopics(topics, timeoutMilliseconds: timeoutMilliseconds)
            // Another process may have made some of them meanwhile: they are there, and that is what counts.
            return names
        } catch where Self.unsupported.contains(error.code) {
            throw OperationError(
                .topicsNotMadeHere,
                "these brokers make no topics on request (\(error.code)); those of the embedded one are made by giro up")
        } catch {
            throw OperationError(error)
        }
    }

    private static let unsupported: Set<String> = ["_unsupported_feature", "unsupported_version"]
}
