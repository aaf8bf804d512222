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
        let isEmbedded: Bool
        do throws(KafkaError) {
            let admin = try Admin(kafka)
            // librdkafka's embedded broker leaves the request unanswered, and it is known by its cluster's name.
            isEmbedded = admin.clusterID(timeoutMilliseconds: timeoutMilliseconds)?.hasPrefix("mockCluster") == true
            let topics = isEmbedded ? [] : names.compactMap { plan.creation(of: $0) }
            if !topics.isEmpty { _ = try admin.createTopics(topics, timeoutMilliseconds: timeoutMilliseconds) }
        } catch {
            throw OperationError(error)
        }
        if isEmbedded { throw Self.notMadeHere }
        // Another process may have made some of them meanwhile: they are there, and that is what counts.
        return names
    }

    private static let notMadeHere = OperationError(
        .topicsNotMadeHere, "the embedded broker makes no topics on request; giro up makes those of the catalogue")
}
