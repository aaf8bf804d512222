import Lane
import Postgres
import TestSupport
import Testing

@Suite("An engine's health", .serialized)
struct HealthTests {
    @Test("it has its lanes and its database once they are taken over, and is not running after its end")
    func lifecycle() async throws {
        let bench = try TallyBench()
        let service = try bench.service()
        #expect(!service.health.isRunning)
        let run = Task { try await service.run() }
        try await expect { service.health.hasAssignment && service.health.isDatabaseUp }
        #expect(service.health.isRunning)
        #expect(service.health.lanes == 2)
        service.stop()
        try await run.value
        #expect(!service.health.isRunning)
    }

    @Test("a handler that does not return makes the engine silent, and it is heard again when the handler returns")
    func stuck() async throws {
        let bench = try TallyBench()
        try await bench.running { service in
            try await expect { service.health.hasAssignment }
            bench.worker.faults.isStuck.withLock { $0 = true }
            defer { bench.worker.faults.isStuck.withLock { $0 = false } }
            try bench.broker.publish(["a"], to: bench.input, partition: 0)
            try await expect { service.health.engineSilenceMilliseconds > 1_000 }
            bench.worker.faults.isStuck.withLock { $0 = false }
            try await expect { service.health.engineSilenceMilliseconds < 500 }
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
        }
    }
}
