import Kafka
import Messages
import Payments
import Settings

/// Finds the parts of the logs that a selection means.
struct ReplayPlanner {
    private let kafka: ClientConfiguration
    private let admin: Admin
    let clusterID: String

    init(_ kafka: ClientConfiguration) throws(OperationError) {
        self.kafka = kafka
        do throws(KafkaError) {
            admin = try Admin(kafka)
        } catch {
            throw OperationError(error)
        }
        guard let id = admin.clusterID(timeoutMilliseconds: 5_000) else {
            throw OperationError(.kafkaUnavailable, "no broker told its cluster's id")
        }
        clusterID = id
    }

    /// - Throws: `unknown_topic`, `time_not_searchable` with the embedded broker, `replay_not_harmless`.
    func plan(_ selection: ReplaySelection) throws(OperationError) -> ReplayPlan {
        var selection = selection
        if selection.topics.isEmpty, selection.payment != nil { selection.topics = Self.paymentTopics }
        try refuseHarmful(selection)
        var parts: [ReplayPlan.Part] = []
        do throws(KafkaError) {
            let known = try admin.topics(timeoutMilliseconds: 5_000)
            for name in selection.topics {
                guard let topic = known.first(where: { $0.name == name }) else { continue }
                for number in 0..<topic.partitions
                where selection.partitions.isEmpty || selection.partitions.contains(number) {
                    let partition = TopicPartition(topic: name, partition: number)
                    let (low, high) = try admin.watermarks(of: partition, timeoutMilliseconds: 5_000)
                    let from = max(low, selection.fromOffset ?? low)
                    let to = min(high, selection.toOffset ?? high)
                    parts.append(.init(topic: name, partition: number, from: from, to: max(from, to)))
                }
            }
        } catch {
            throw OperationError(error)
        }
        for name in selection.topics where !parts.contains(where: { $0.topic == name }) {
            throw OperationError(
                .unknownTopic, "the cluster has no topic \(name) with the partitions that are asked for")
        }
        return ReplayPlan(selection: selection, parts: try narrowed(parts, selection))
    }

    /// By time. Copies have the times of their originals, so a log's times go back here and there: the look-up gives
    /// the first place from where on nothing is missed, and each message's own time decides.
    private func narrowed(
        _ parts: [ReplayPlan.Part], _ selection: ReplaySelection
    ) throws(OperationError) -> [ReplayPlan.Part] {
        guard let since = selection.sinceMilliseconds ?? selection.untilMilliseconds else { return parts }
        if clusterID.hasPrefix("mockCluster") {
            throw OperationError(
                .timeNotSearchable, "the embedded broker cannot look times up; give offsets, a key or a payment")
        }
        guard selection.sinceMilliseconds != nil else { return parts }
        do throws(KafkaError) {
            let consumer = try Consumer(kafka, group: "giro.operator")
            defer { consumer.close() }
            let found = try consumer.offsets(
                atMilliseconds: since, of: parts.map(\.range.partition), timeoutMilliseconds: 10_000)
            return parts.map { part in part.beginning(at: min(part.to, found[part.range.partition] ?? part.to)) }
        } catch {
            throw OperationError(error)
        }
    }

    /// What is done in the order of the messages and has no natural key must be replayed to its end.
    private func refuseHarmful(_ selection: ReplaySelection) throws(OperationError) {
        if selection.topics.isEmpty { throw OperationError(.unknownTopic, "say what with --topic or --payment") }
        for topic in selection.topics where Catalogue.topic(topic)?.consumers.isEmpty ?? true {
            throw OperationError(.unknownTopic, "no worker reads \(topic)")
        }
        let isCut = selection.toOffset != nil || selection.untilMilliseconds != nil
        if isCut, selection.topics.contains(AccountRequested.topic) {
            throw OperationError(
                .replayNotHarmless,
                "\(AccountRequested.topic) freezes and unfreezes in its order: replay it to its end, without --to and "
                    + "--until")
        }
    }

    private static let paymentTopics = [
        PaymentRequested.topic, PaymentCancelRequested.topic, PaymentRejected.topic, WalletDebited.topic,
        BillPaid.topic, BillFailed.topic, WalletCredited.topic, NotificationSend.topic,
    ]
}
