import Lane
import Postgres
import TestSupport
import Testing

@Suite("What operators order", .serialized)
struct ControlTests {
    private static let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private func order(_ scope: String, _ name: String = "", on bench: TallyBench) throws {
        try bench.change(
            "INSERT INTO control (scope, name, operator, reason) VALUES ('\(scope)', '\(name)', 'test', 'test')")
    }

    @Test("a paused worker takes nothing in and fires nothing, publishes what it had, and goes on when resumed")
    func pausedWorker() async throws {
        let bench = try TallyBench()
        try bench.broker.publish(["a"], to: bench.input, partition: 0)
        try await bench.running { service in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
            try order("worker", on: bench)
            try await expect { service.progress.paused == ["worker"] }
            try bench.broker.publish(["b", "later:0"], to: bench.input, partition: 0)
            try await Task.sleep(for: .seconds(2))
            #expect(try bench.number("SELECT count(*) FROM seen") == 1)
            #expect(service.progress.lanes.count == 2)
            try bench.change("DELETE FROM control")
            try await expect { try bench.number("SELECT count(*) FROM seen") == 3 }
            try await expect { try bench.number("SELECT count(*) FROM effect") == 1 }
        }
        #expect(try bench.number("SELECT count(*) FROM outbox") == 4)
    }

    @Test("a process that starts while its worker is paused rests from the beginning")
    func startsPaused() async throws {
        let bench = try TallyBench()
        try order("worker", on: bench)
        try bench.broker.publish(["a"], to: bench.input, partition: 0)
        try await bench.running { service in
            try await expect { service.progress.lanes.count == 2 }
            try await Task.sleep(for: .seconds(1))
            #expect(try bench.number("SELECT count(*) FROM seen") == 0)
            try bench.change("DELETE FROM control")
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
        }
    }

    @Test("a paused lane stands still while the others go on")
    func pausedLane() async throws {
        let bench = try TallyBench()
        try order("lane", "\(bench.input)/0", on: bench)
        try await bench.running { service in
            try await expect { service.progress.lanes.count == 2 }
            try bench.broker.publish(["held"], to: bench.input, partition: 0)
            try bench.broker.publish(["free"], to: bench.input, partition: 1)
            try await expect { try bench.number("SELECT count(*) FROM seen WHERE value = 'free'") == 1 }
            try await Task.sleep(for: .seconds(1))
            #expect(try bench.number("SELECT count(*) FROM seen WHERE value = 'held'") == 0)
            #expect(service.progress.paused == ["lane \(bench.input)/0"])
            try bench.change("DELETE FROM control")
            try await expect { try bench.number("SELECT count(*) FROM seen WHERE value = 'held'") == 1 }
        }
    }

    @Test("a paused connector is not called; its calls wait, and inside calls and messages go on")
    func pausedConnector() async throws {
        let bench = try TallyBench()
        try order("connector", "outside", on: bench)
        try bench.broker.publish(["call:0", "later:0", "a"], to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 3 }
            try await expect { try bench.number("SELECT count(*) FROM effect") == 1 }
            try await Task.sleep(for: .seconds(2))
            #expect(bench.worker.faults.performed.withLock { $0.isEmpty })
            try bench.change("DELETE FROM control")
            try await expect { try bench.number("SELECT count(*) FROM effect") == 2 }
        }
        #expect(bench.worker.faults.performed.withLock { $0 } == ["call:0": 1])
        #expect(try bench.number("SELECT count(*) FROM timer") == 0)
    }

    @Test("a drained process publishes what it has applied and ends by itself; one started later works")
    func drained() async throws {
        let bench = try TallyBench()
        try bench.broker.publish((0..<200).map { "m\($0)" }, to: bench.input, partition: 0)
        let service = try bench.service()
        let run = Task { try await service.run() }
        try await expect { try bench.number("SELECT count(*) FROM seen") > 0 }
        try order("drain", on: bench)
        try await run.value
        #expect(try bench.number("SELECT sum(published_seq) - sum(last_seq) FROM cursor") == 0)
        #expect(try bench.number("SELECT count(*) FROM process WHERE drained AND stopped_at IS NOT NULL") == 1)
        try bench.broker.publish(["after"], to: bench.input, partition: 1)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 201 }
        }
        #expect(try bench.number("SELECT count(*) FROM process WHERE drained") == 0)
    }

    @Test("what follows from a call belongs to the trace of the message that scheduled it, after a restart too")
    func traced() async throws {
        let bench = try TallyBench()
        try bench.broker.publish(
            ["later:10", "call:0", "later:3000"], to: bench.input, partition: 0,
            headers: [("traceparent", Self.traceparent)])
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM effect") == 2 }
        }
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM effect") == 3 }
        }
        #expect(try bench.number("SELECT count(*) FROM outbox") == 6)
        #expect(try bench.number("SELECT count(*) FROM outbox WHERE trace = '\(Self.traceparent)'") == 6)
    }

    @Test("a process says how it is: its lanes, its last error, the outside systems that fail")
    func reports() async throws {
        let bench = try TallyBench()
        bench.worker.faults.failures.withLock { $0 = [RetryBatch()] }
        try bench.broker.publish(["a"], to: bench.input, partition: 0)
        try await bench.running(instance: "told") { _ in
            try await expect {
                try bench.number(
                    """
                    SELECT count(*) FROM process WHERE instance = 'told' AND lanes = 2 AND last_error = 'RetryBatch'
                        AND connectors = '{outside}' AND connector_states = '{failing}' AND stopped_at IS NULL
                    """) == 1
            }
        }
        #expect(try bench.number("SELECT count(*) FROM process WHERE stopped_at IS NOT NULL AND NOT drained") == 1)
    }
}
