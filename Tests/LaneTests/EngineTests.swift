import Lane
import Postgres
import TestSupport
import Testing

@Suite("The engine", .serialized)
struct EngineTests {
    @Test("applies each message once and announces each once, in lane order")
    func appliesOnce() async throws {
        let bench = try TallyBench()
        try bench.broker.publish((0..<500).map { "m\($0)" }, to: bench.input, partition: 0)
        try bench.broker.publish((500..<1_000).map { "m\($0)" }, to: bench.input, partition: 1)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1_000 }
        }
        let seen = try bench.broker.read(bench.output, count: 1_000, settle: .milliseconds(300))
        #expect(seen.count == 1_000)
        #expect(Set(seen.map(\.value)).count == 1_000)
        #expect(try bench.number("SELECT count(*) FROM outbox") == 1_000)
        #expect(try bench.number("SELECT sum(last_seq) FROM cursor") == 1_000)
        #expect(try bench.number("SELECT sum(published_seq) FROM cursor") == 1_000)
        #expect(seen.first?.headers["ce_source"] == "/giro/\(bench.schema)")
    }

    @Test("goes on where it stopped, without doing anything again")
    func resumes() async throws {
        let bench = try TallyBench()
        try bench.broker.publish(["a", "b"], to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 2 }
        }
        try bench.broker.publish(["c"], to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 3 }
        }
        let seen = try bench.broker.read(bench.output, count: 3, settle: .milliseconds(300))
        #expect(seen.map(\.value).sorted() == ["a", "b", "c"])
    }

    @Test("a poisoned message in the middle of a batch becomes a dead letter; the others are applied")
    func isolatesPoison() async throws {
        let bench = try TallyBench()
        try bench.broker.publish((0..<50).map { $0 == 25 ? "poison" : "m\($0)" }, to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT sum(next_offset) FROM cursor") == 50 }
        }
        #expect(try bench.number("SELECT count(*) FROM seen") == 49)
        let letters = try bench.broker.read(bench.input + ".dlq", count: 1, settle: .milliseconds(200))
        #expect(letters.map(\.value) == ["poison"])
        #expect(letters.first?.headers["giro-reason"] == "handler_failed")
        #expect(letters.first?.headers["giro-origin"] == "\(bench.input)/0@25")
        #expect(letters.first?.headers["giro-attempts"] == "3")
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 1)
    }

    @Test("a record that does not decode becomes a dead letter with its reason, masked")
    func refusesWhileDecoding() async throws {
        let bench = try TallyBench()
        try bench.broker.publish(
            ["refuse 4111 1111 1111 1111", "good"], to: bench.input, partition: 0, key: "k",
            headers: [("x-from", "test")])
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
        }
        let letters = try bench.broker.read(bench.input + ".dlq", count: 1)
        #expect(letters.first?.headers["giro-reason"] == "refused_by_test")
        #expect(letters.first?.headers["giro-redacted"] == "true")
        #expect(letters.first?.headers["x-from"] == "test")
        #expect(letters.first?.key == "k")
        #expect(letters.first?.value.contains("4111 1111 1111 1111") == false)
    }

    @Test("a record too large for a dead letter leaves its place and its reason, and the lane goes on")
    func oversizedDeadLetter() async throws {
        let bench = try TallyBench()
        let large = "refuse " + String(repeating: "x", count: 950_000)
        try bench.broker.publish([large, "good"], to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
        }
        let letters = try bench.broker.read(bench.input + ".dlq", count: 1)
        #expect(letters.map(\.value) == [""])
        #expect(letters.first?.headers["giro-origin"] == "\(bench.input)/0@0")
    }

    @Test("a passing fault of the database is waited for and dead-letters nothing")
    func retriesTransientFaults() async throws {
        let bench = try TallyBench()
        bench.worker.faults.failures.withLock { $0 = [RetryBatch(), RetryBatch(), RetryBatch()] }
        try bench.broker.publish(["a"], to: bench.input, partition: 0)
        try await bench.running { service in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
            #expect(service.progress.retriedBatches == 3)
        }
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 0)
    }

    @Test("inside and outside calls come back, each once, and leave no row behind")
    func calls() async throws {
        let bench = try TallyBench()
        try bench.broker.publish(["later:50", "call:0", "call:80"], to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM effect") == 3 }
        }
        #expect(try bench.number("SELECT max(times) FROM effect") == 1)
        #expect(try bench.number("SELECT count(*) FROM timer") == 0)
        let seen = try bench.broker.read(bench.output, count: 6, settle: .milliseconds(200)).map(\.value)
        #expect(Set(seen).isSuperset(of: ["due later:50", "done call:0", "done call:80"]))
    }

    @Test("two processes share the lanes, and nothing is lost or doubled when one goes")
    func sharesLanes() async throws {
        let bench = try TallyBench(partitions: 4)
        try await bench.running(instance: "one") { one in
            try await expect { one.progress.lanes.count == 4 }
            try bench.broker.publish((0..<200).map { "a\($0)" }, to: bench.input)
            try await bench.running(instance: "two") { two in
                try await expect(within: .seconds(30)) { two.progress.lanes.count == 2 }
                try bench.broker.publish((0..<200).map { "b\($0)" }, to: bench.input)
                try await expect { try bench.number("SELECT count(*) FROM seen") == 400 }
            }
            try bench.broker.publish((0..<200).map { "c\($0)" }, to: bench.input)
            #expect(try await eventually(within: .seconds(30)) { try bench.number("SELECT count(*) FROM seen") == 600 })
        }
        let seen = try bench.broker.read(bench.output, partitions: 4, count: 600, settle: .milliseconds(300))
        #expect(Set(seen.map(\.value)).count == 600)
        #expect(seen.count == 600)
    }
}
