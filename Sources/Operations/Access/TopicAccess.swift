import Kafka
import Messages

/// Who may do what in Kafka: for every principal the least that it needs.
///
/// What a worker says on its own topics (`wallet.*`, `bill.paid` ...) is believed by the others, so only that worker
/// may write there, and the user that puts messages back after a fault (`repair`), which is not for every day.
public struct TopicAccess: Sendable {
    /// Who talks to the cluster.
    public enum Party: String, Sendable, CaseIterable, Encodable {
        case wallet, billing, payment, notification, webhook
        case gateway
        /// The systems around Giro: billers' announcements, accounts and payments that come from elsewhere.
        case upstream
        /// `status`, `trace`, `audit`, `dlq list`, `suspense release`.
        case `operator`
        /// `publish`, `dlq requeue`, `replay`.
        case repair

        /// What the party does, for people.
        public var meaning: String {
            switch self {
            case .wallet, .billing, .payment, .notification, .webhook: "the worker \(rawValue)"
            case .gateway: "giro gateway"
            case .upstream: "systems that send requests and announcements"
            case .operator: "giro status, trace, audit, dlq list, suspense"
            case .repair: "giro publish, dlq requeue, replay"
            }
        }
    }

    private let principals: [Party: String]

    /// - Parameter principals: how parties are called in the cluster; those that are not named are `User:giro_<party>`.
    public init(principals: [Party: String] = [:]) {
        self.principals = principals
    }

    public func principal(of party: Party) -> String { principals[party] ?? "User:giro_\(party.rawValue)" }

    /// In the order of the parties.
    public var rules: [AccessRule] { Party.allCases.flatMap { rules(of: $0) } }

    public func rules(of party: Party) -> [AccessRule] {
        let topics =
            Self.written(by: party).flatMap { grant(party, .topic, $0, [.write, .describe]) }
            + Self.read(by: party).flatMap { grant(party, .topic, $0, [.read, .describe]) }
        return Self.unique(topics + groups(of: party) + transactions(of: party))
    }

    private func groups(of party: Party) -> [AccessRule] {
        switch party {
        case .wallet, .billing, .payment, .notification, .webhook:
            grant(party, .group, "giro.\(party.rawValue)", [.read, .describe])
        case .operator, .repair:
            // Marks of every worker's group are looked at; the tools' own name joins no group.
            grant(party, .group, "giro.", isPrefix: true, [.describe])
                + grant(party, .group, "giro.operator", [.read])
        case .gateway, .upstream: []
        }
    }

    private func transactions(of party: Party) -> [AccessRule] {
        switch party {
        case .wallet, .billing, .payment, .notification, .webhook:
            grant(party, .transactionalID, "giro.\(party.rawValue).", isPrefix: true, [.write, .describe])
        case .gateway, .upstream, .operator, .repair: []
        }
    }

    /// Topics that a party may write to.
    static func written(by party: Party) -> [String] {
        switch party {
        case .wallet, .billing, .payment, .notification, .webhook:
            Catalogue.topics.filter { $0.producers.contains(party.rawValue) }.map(\.name)
                + Catalogue.topics.filter { $0.consumers.contains(party.rawValue) }.map(\.deadLetters.name)
        case .gateway:
            [
                PaymentRequested.topic, PaymentCancelRequested.topic, AccountRequested.topic, ContactUpdated.topic,
                WebhookUpdated.topic, WebhookRequested.topic,
            ]
        case .upstream: Catalogue.topics.filter { $0.producers.contains("upstream") }.map(\.name)
        case .operator: Catalogue.topics.filter { $0.producers.contains("operators") }.map(\.name)
        case .repair: Catalogue.topics.map(\.name)
        }
    }

    /// Topics that a party may read.
    static func read(by party: Party) -> [String] {
        switch party {
        case .wallet, .billing, .payment, .notification, .webhook:
            Catalogue.topics.filter { $0.consumers.contains(party.rawValue) }.map(\.name)
        case .gateway, .upstream: []
        case .operator, .repair: (Catalogue.topics + Catalogue.deadLetterTopics).map(\.name)
        }
    }

    private func grant(
        _ party: Party, _ resource: AccessRule.Resource, _ name: String, isPrefix: Bool = false,
        _ operations: [AccessRule.Operation]
    ) -> [AccessRule] {
        operations.map {
            AccessRule(
                principal: principal(of: party), resource: resource, name: name, isPrefix: isPrefix, operation: $0)
        }
    }

    private static func unique(_ rules: [AccessRule]) -> [AccessRule] {
        var seen: Set<AccessRule> = []
        return rules.filter { seen.insert($0).inserted }
    }
}
