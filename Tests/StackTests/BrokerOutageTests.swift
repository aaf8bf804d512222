import Foundation
import Operations
import TestSupport
import Testing

@Suite("A broker that is away and comes back", .serialized)
struct BrokerOutageTests {
    /// What needs Kafka says so and ends with 2; what needs only the databases goes on working.
    private static let commands: [(arguments: [String], code: Int32, says: String)] = [
        (["status"], 2, "kafka"), (["stuck", "--after", "0s"], 2, "kafka"), (["topics", "check"], 2, "no_stack"),
        (["dlq", "list"], 2, "kafka_"), (["recover"], 2, "kafka_"), (["audit"], 2, "kafka_"),
        (["replay", "re-apply", "--topic", "bill.paid", "--dry-run"], 2, "kafka_"),
        (["suspense", "list"], 0, "Nothing is in suspense."),
        (["audit", "--databases-only"], 0, "Clean"),
        (["pause", "worker", "notification", "--reason", "while Kafka is away", "--yes"], 0, "is paused"),
        (["log"], 0, "while Kafka is away"),
        (["resume", "worker", "notification", "--reason", "it will do by itself", "--yes"], 0, "is resumed"),
    ]

    @Test("commands say that it is away, with exit code 2, and every payment comes to its end once it is back")
    func outage() async throws {
        let ground = try await Ground()
        do {
            let broker = try ground.makeBroker()
            let settings = try ground.settings(broker)
            _ = try MigrationRun(settings: settings).apply()
            try await ground.working(settings) {
                try await ground.beginPayments(settings)
                try broker.setDown()
                for command in Self.commands {
                    let giro = try ground.giro(command.arguments, broker)
                    let code = await giro.exitCode(within: .seconds(60))
                    #expect(code == command.code, "\(command.arguments): \(giro.output)")
                    #expect(
                        giro.output.lowercased().contains(command.says.lowercased()),
                        "\(command.arguments): \(giro.output)")
                }
                let expected = ground.workload.expectation().payments
                #expect(try ground.finalPayments(settings) < expected)
                try broker.setUp()
                #expect(try await eventually(within: .seconds(120)) { try ground.finalPayments(settings) >= expected })
                try await ground.expectTheModel(settings)
            }
        } catch {
            await ground.stop()
            throw error
        }
        await ground.stop()
    }
}
