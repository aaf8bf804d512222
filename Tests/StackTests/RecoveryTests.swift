import Foundation
import Kafka
import Operations
import Settings
import Stack
import TestSupport
import Testing

@Suite("A lost cluster and a restored database", .serialized)
struct RecoveryTests {
    @Test("a broker that forgets everything loses and doubles nothing: giro recover, and the producers send again")
    func lostBroker() async throws {
        let ground = try await Ground()
        do {
            var lost: EmbeddedBroker? = try ground.makeBroker()
            let before = try ground.settings(try #require(lost))
            _ = try MigrationRun(settings: before).apply()
            try await ground.working(before) {
                try await ground.beginPayments(before)
                lost = nil
            }
            let expected = ground.workload.expectation().payments
            #expect(try ground.finalPayments(before) < expected)

            let broker = try ground.makeBroker()
            let settings = try ground.settings(broker)
            let recovery = Recovery(settings: settings, scope: .retained)
            let plan = try recovery.plan()
            #expect(plan.movingLanes == Ground.lanes)
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
                try await ground.expectTheModel(settings)
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
            let expected = ground.workload.expectation().payments
            try await ground.working(settings) {
                try await ground.beginPayments(settings)
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
                try await ground.expectTheModel(settings)
                try await ground.expectNewPayments(settings)
            }
            withExtendedLifetime(broker) {}
        } catch {
            await ground.stop()
            throw error
        }
        await ground.stop()
    }
}
