import Kafka
import Messages
import Settings

/// `giro topics acls`: the table of who may do what, against a cluster.
public struct AccessOperations {
    private let access: TopicAccess
    private let kafka: ClientConfiguration
    private let timeoutMilliseconds: Int32

    public init(settings: Settings, access: TopicAccess = TopicAccess(), timeoutMilliseconds: Int32 = 10_000) {
        self.access = access
        kafka = settings.kafka
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// The table. Asks no cluster.
    public func list() -> AccessReport {
        report { Self.canBeGiven($0) ? .unasked : .byHand }
    }

    /// - Throws: `kafka_refused` where the cluster has no authorizer, or the user may not look.
    public func check() throws(OperationError) -> AccessReport {
        try refuseEmbedded()
        do throws(KafkaError) {
            let found = try Admin(kafka).allowed(timeoutMilliseconds: timeoutMilliseconds)
            var report = report { rule in
                found.contains(rule) ? .right : Self.canBeGiven(rule) ? .missing : .byHand
            }
            report.excess = excess(in: found)
            return report
        } catch {
            throw OperationError(error)
        }
    }

    /// Gives what is missing, and takes nothing away.
    public func apply() throws(OperationError) -> AccessReport {
        var report = try check()
        let missing = Set(report.rules.indices.filter { report.rules[$0].verdict == .missing })
        if missing.isEmpty { return report }
        let rules = access.rules
        do throws(KafkaError) {
            try Admin(kafka).allow(missing.sorted().map { rules[$0] }, timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            throw OperationError(error)
        }
        for index in missing { report.rules[index].verdict = .created }
        return report
    }

    private func report(_ verdict: (AccessRule) -> AccessReport.Verdict) -> AccessReport {
        var report = AccessReport()
        for party in TopicAccess.Party.allCases {
            for rule in access.rules(of: party) {
                report.rules.append(
                    AccessReport.Rule(
                        party: party, principal: rule.principal, resource: rule.resource.rawValue, name: rule.name,
                        isPrefix: rule.isPrefix, operation: rule.operation.rawValue, verdict: verdict(rule),
                        command: Self.command(rule)))
            }
        }
        return report
    }

    /// Rights to write on topics of the catalogue that the table does not give. A worker's word is believed.
    private func excess(in found: Set<AccessRule>) -> [AccessReport.Excess] {
        let wanted = Set(access.rules)
        let topics = (Catalogue.topics + Catalogue.deadLetterTopics).map(\.name)
        return found.filter { rule in
            rule.resource == .topic && rule.operation == .write && !wanted.contains(rule)
                && topics.contains { rule.isPrefix ? $0.hasPrefix(rule.name) : rule.name == $0 || rule.name == "*" }
        }.map {
            AccessReport.Excess(
                principal: $0.principal, resource: $0.resource.rawValue, name: $0.name, isPrefix: $0.isPrefix,
                operation: $0.operation.rawValue)
        }.sorted { ($0.principal, $0.name) < ($1.principal, $1.name) }
    }

    private static func canBeGiven(_ rule: AccessRule) -> Bool { rule.resource != .transactionalID }

    private static func command(_ rule: AccessRule) -> String {
        let resource =
            switch rule.resource {
            case .topic: "--topic"
            case .group: "--group"
            case .transactionalID: "--transactional-id"
            }
        let pattern = rule.isPrefix ? " --resource-pattern-type prefixed" : ""
        return "kafka-acls --add --allow-principal '\(rule.principal)' --operation \(rule.operation.rawValue) "
            + "\(resource) '\(rule.name)'\(pattern)"
    }

    /// librdkafka's embedded broker leaves such requests unanswered, and is known by its cluster's name.
    private func refuseEmbedded() throws(OperationError) {
        do throws(KafkaError) {
            let id = try Admin(kafka).clusterID(timeoutMilliseconds: timeoutMilliseconds)
            guard id?.hasPrefix("mockCluster") == true else { return }
        } catch {
            throw OperationError(error)
        }
        throw OperationError(.misuse, "the embedded broker has no rights; the table is for a real cluster")
    }
}
