import Kafka
import Messages
import Operations
import Settings
import TestSupport
import Testing

@Suite("giro topics acls")
struct AccessTests {
    private func writers(of topic: String) -> Set<String> {
        Set(TopicAccess().rules.filter { $0.name == topic && $0.operation == .write }.map(\.principal))
    }

    @Test(
        "a topic is written by those whom the catalogue names, by the gateway, and by the user repair",
        arguments: Catalogue.topics)
    func writing(topic: TopicSpec) {
        let gateway = [
            "payment.requested", "payment.cancel_requested", "account.requested", "contact.updated", "webhook.updated",
            "webhook.requested",
        ]
        var expected = Set(topic.producers.map { "User:giro_\($0 == "operators" ? "operator" : $0)" })
        if gateway.contains(topic.name) { expected.insert("User:giro_gateway") }
        #expect(writers(of: topic.name) == expected.union(["User:giro_repair"]))
    }

    @Test("a worker reads what it hears, writes its dead letters, and has a group and transactions of its own")
    func worker() {
        let rules = TopicAccess(principals: [.billing: "User:CN=billing"]).rules(of: .billing)
        #expect(rules.allSatisfy { $0.principal == "User:CN=billing" })
        let read = Set(rules.filter { $0.resource == .topic && $0.operation == .read }.map(\.name))
        #expect(read == Set(Catalogue.topics.filter { $0.consumers.contains("billing") }.map(\.name)))
        let written = Set(rules.filter { $0.resource == .topic && $0.operation == .write }.map(\.name))
        #expect(written == Set(read.map { $0 + ".dlq" } + ["bill.paid", "bill.failed"]))
        #expect(rules.contains { $0.resource == .group && $0.name == "giro.billing" && !$0.isPrefix })
        #expect(rules.contains { $0.resource == .transactionalID && $0.name == "giro.billing." && $0.isPrefix })
    }

    @Test("only the workers and the user repair may say what workers say")
    func believed() {
        for topic in Catalogue.topics where topic.producers.allSatisfy(Databases.workers.contains) {
            #expect(
                writers(of: topic.name).isDisjoint(with: [
                    "User:giro_gateway", "User:giro_upstream", "User:giro_operator",
                ]))
        }
        #expect(Set(TopicAccess().rules).count == TopicAccess().rules.count, "each rule once")
    }

    @Test("the table is shown without a cluster, and what this program cannot give is shown as a command")
    func list() throws {
        let report = AccessOperations(settings: try settings("127.0.0.1:1")).list()
        #expect(report.status == .done && report.rules.count == TopicAccess().rules.count)
        let lines = report.lines(paint: Paint(isOn: false))
        #expect(lines.contains { $0.contains("User:giro_wallet") && $0.contains("payment.requested") })
        #expect(
            lines.contains(
                "  kafka-acls --add --allow-principal 'User:giro_wallet' --operation write --transactional-id "
                    + "'giro.wallet.' --resource-pattern-type prefixed"))
    }

    @Test("the embedded broker has no rights, and says so")
    func embedded() throws {
        let broker = try OperatedBroker.shared.get()
        let error = #expect(throws: OperationError.self) {
            try AccessOperations(settings: settings(broker.broker.bootstrapServers)).apply()
        }
        #expect(error?.code == "misuse")
    }

    @Test(
        "on a real broker every rule that can be given is there after it was applied, and a stranger's right is found",
        .enabled(if: TestBroker.isReal, "needs a cluster with an authorizer: KAFKA_BOOTSTRAP_SERVERS"))
    func real() throws {
        let broker = try TestBroker()
        let operations = AccessOperations(settings: try settings(broker.bootstrapServers))
        let applied = try operations.apply()
        #expect(!applied.rules.contains { $0.verdict == .missing })
        let forger = AccessRule(
            principal: "User:forger-\(UInt32.random(in: 0...UInt32.max))", resource: .topic, name: "bill.paid",
            operation: .write)
        try Admin(broker.configuration).allow([forger], timeoutMilliseconds: 10_000)
        // Rights travel to the brokers by a log of their own.
        var report = try operations.check()
        for _ in 0..<100 where !report.excess.contains(where: { $0.principal == forger.principal }) {
            report = try operations.check()
        }
        #expect(report.excess.contains { $0.principal == forger.principal && $0.name == "bill.paid" })
        #expect(report.status == .found)
        #expect(report.rules.allSatisfy { $0.verdict == .right || $0.verdict == .byHand })
    }

    private func settings(_ servers: String) throws -> Settings {
        var sources = SettingSources(directory: "/nonexistent")
        sources.flags = ["kafka.bootstrap.servers=\(servers)", "kafka.log_level=0"]
        return try Settings.load(sources)
    }
}
