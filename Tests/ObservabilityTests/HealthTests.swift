import Lane
import Observability
import Testing

@Suite("Health and readiness")
struct HealthTests {
    private func report(_ health: EngineHealth) -> HealthReport {
        HealthSources(workers: [("wallet", { health })], stuckAfterMilliseconds: 1_000).report()
    }

    private var working: EngineHealth {
        var health = EngineHealth()
        health.isRunning = true
        health.hasAssignment = true
        health.isDatabaseUp = true
        health.lanes = 4
        return health
    }

    @Test("a worker with its lanes and its database is ready")
    func ready() {
        #expect(report(working).isReady)
        #expect(report(working).isHealthy)
    }

    @Test("before the group has given lanes it is not ready, though healthy; with none given it is ready")
    func lanes() {
        var health = working
        health.hasAssignment = false
        #expect(!report(health).isReady)
        #expect(report(health).isHealthy)
        health = working
        health.lanes = 0
        #expect(report(health).isReady)
    }

    @Test("without its database it is not ready, though healthy")
    func database() {
        var health = working
        health.isDatabaseUp = false
        #expect(!report(health).isReady)
        #expect(report(health).isHealthy)
        #expect(report(health).readinessJSON.contains("\"obstacles\":[\"database_down\"]"))
    }

    @Test("a thread that is silent for too long is neither healthy nor ready", arguments: [true, false])
    func stuck(isEngine: Bool) {
        var health = working
        if isEngine {
            health.engineSilenceMilliseconds = 1_000
        } else {
            health.publisherSilenceMilliseconds = 1_000
        }
        #expect(!report(health).isHealthy)
        #expect(!report(health).isReady)
    }

    @Test("a worker that has ended, or not yet begun, is healthy and not ready")
    func ended() {
        var health = working
        health.isRunning = false
        health.engineSilenceMilliseconds = 60_000
        #expect(report(health).isHealthy)
        #expect(!report(health).isReady)
    }
}
