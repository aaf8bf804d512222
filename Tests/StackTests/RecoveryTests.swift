import Foundation
import Kafka
import Model
import Operations
import Settings
import Stack
import TestSupport
import Testing

@Suite("A lost cluster and a restored database", .serialized)
struct RecoveryTests {
    private static let payments = 300

    private func workload(_ ground: Ground) -> Workload {
        Workload(seed: SeedFiles.workload.seed, payments: Self.payments, endpoint: ground.simulatorURL)
    }

    /// Publishes the workload and returns in the middle of it.
    private func begin(_ ground: Ground, _ settings: Settings) async throws {
        let workload = workload(ground)
        try ground.publish(workload.lines(in: .setup), settings)
        #expect(await eventually(within: .seconds(60)) { ground.isQuiet(settings) })
        try ground.publish(workload.lines(in: .funding), settings)
        let funded = workload.lines(in: .funding).reduce(0) { count, _ in count + 1 }
        #expect(try await eventually(within: .seconds(60)) { try ground.finalPayments(settings) >= funded })
        try ground.publish(workload.lines(in: .payments), settings)
        #expect(try await eventually(within: .seconds(60)) { try ground.finalPayments(settings) > funded + 20 })
    }

    /// Sends everything once more, as producers do who have no final answers, and compares with the model.
    private func expectTheModel(_ ground: Ground, _ settings: Settings) async throws {
        let report = try await DemoRun(
            settings: settings, payments: Self.payments, simulatorURL: ground.simulatorURL, onProgress: { _ in }
        ).run()
        #expect(report.wrongBalances == [])
        #expect(report.auditFindings == 0)
        for outcome in report.outcomes {
            #expect(outcome.count == outcome.expected, "\(outcome.kind) \(outcome.outcome)")
        }
        #expect(ground.simulator.report().payments.allSatisfy { $0.effects <= 1 })
        let stuck = try StuckReader(settings: settings, olderThan: .zero).read()
        #expect(stuck.payments.map(\.why) == [])
    }

    @Test("a broker that forgets everything loses and doubles nothing: giro recover, and the producers send again")
    func lostBroker() async throws {
        let ground = try await Ground()
        do {
            var lost: EmbeddedBroker? = try ground.makeBroker()
            let before = try ground.settings(try #require(lost))
            _ = try MigrationRun(settings: before).apply()
            try await ground.working(before) {
                try await begin(ground, before)
                lost = nil
            }
            let expected = workload(ground).expectation().payments
            #expect(try ground.finalPayments(before) < expected)

            let broker = try ground.makeBroker()
            let settings = try ground.settings(broker)
            let recovery = Recovery(settings: settings, scope: .retained)
            let plan = try recovery.plan()
            #expect(plan.movingLanes == 56)
            #expect(plan.running == [])
            #expect(plan.status == .found)
            #expect(plan.lines(paint: Paint(isOn: false)).allSatisfy { $0.count <= 100 })
            let done = try recovery.apply(reason: "the broker burned down")
            #expect(done.workers.map(\.rowsToPublish) == plan.workers.map(\.rowsToPublish))
            #expect(done.workers[0].rowsToPublish > 0)
            #expect(try recovery.plan().movingLanes == 0)
            try await ground.working(settings) {
                let isThere = await eventually(within: .seconds(30)) {
                    StatusReader(settings: settings).read().workers.allSatisfy {
                        $0.processes.contains(where: \.isAlive)
                    }
                }
                #expect(isThere)
                #expect(throws: OperationError.self) { try recovery.apply(reason: "too early") }
                try await expectTheModel(ground, settings)
            }
            withExtendedLifetime(broker) {}
            let log = try OperationLog(settings).entries(of: "recover")
            #expect(log.map(\.reason) == ["the broker burned down"])
        } catch {
            await ground.stop()
            throw error
        }
        await ground.stop()
    }

    @Test("a backup taken while payments were under way, restored later: what came since is done again, once")
    func restoredBackup() async throws {
        let ground = try await Ground()
        do {
            let broker = try ground.makeBroker()
            let settings = try ground.settings(broker)
            _ = try MigrationRun(settings: settings).apply()
            let expected = workload(ground).expectation().payments
            try await ground.working(settings) {
                try await begin(ground, settings)
                try await ground.backUp()
                #expect(try await eventually(within: .seconds(60)) { try ground.finalPayments(settings) >= expected })
            }
            try await ground.restore()
            _ = try MigrationRun(settings: settings).apply()
            #expect(try ground.finalPayments(settings) < expected)
            let plan = try Recovery(settings: settings, scope: .unpublished).plan()
            #expect(plan.movingLanes == 0)
            #expect(plan.workers.contains { $0.lanesOlderThanKafka > 0 })
            try await ground.working(settings) {
                // Nobody sends anything again: the topics have it all.
                #expect(try await eventually(within: .seconds(60)) { try ground.finalPayments(settings) >= expected })
                #expect(await eventually(within: .seconds(60)) { ground.isQuiet(settings) })
                #expect(try AuditRun(settings: settings).run().status == .done)
                try await expectTheModel(ground, settings)
            }
            withExtendedLifetime(broker) {}
        } catch {
            await ground.stop()
            throw error
        }
        await ground.stop()
    }
}
