import Kafka
import Lane
import Postgres
import TestSupport
import Testing

@Suite("Outages", .serialized)
struct OutageTests {
    @Test("with the broker away the database stops after a bounded backlog, and all goes on when it is back")
    func brokerAway() async throws {
        let broker = try TestBroker()
        guard let embedded = broker.embedded else { return }
        let bench = try TallyBench(broker: broker, partitions: 1)
        try broker.publish((0..<300).map { "m\($0)" }, to: bench.input, partition: 0)
        embedded.failNext(.produce, with: Array(repeating: "not_leader_for_partition", count: 40))
        func small(_ configuration: inout EngineConfiguration) {
            configuration.backlogRows = 20
            configuration.batchItems = 10
        }
        try await bench.running(small) { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") >= 20 }
            try await expect(within: .seconds(40)) { try bench.number("SELECT count(*) FROM seen") == 300 }
        }
        let seen = try broker.read(bench.output, count: 300, settle: .milliseconds(300))
        #expect(Set(seen.map(\.value)).count == 300)
    }

    @Test("with the database away consuming waits, the group is kept, and all goes on when it is back")
    func databaseAway() async throws {
        let bench = try TallyBench(partitions: 1)
        try await bench.running { service in
            try await expect { service.progress.lanes.count == 1 }
            for round in 0..<5 {
                _ = try bench.number(
                    """
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE application_name = '\(bench.schema)'
                    """)
                try bench.broker.publish(["r\(round)"], to: bench.input, partition: 0)
            }
            try await expect { try bench.number("SELECT count(*) FROM seen") == 5 }
        }
        let seen = try bench.broker.read(bench.output, count: 5, settle: .milliseconds(300))
        #expect(seen.count == 5)
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 0)
    }

    @Test("a missing right is no message's fault: it is waited for, and nothing is dead-lettered")
    func missingRight() async throws {
        let bench = try TallyBench(partitions: 1)
        let role = "giro_" + bench.schema
        try bench.change("REVOKE INSERT ON seen FROM \(role)")
        try bench.broker.publish(["a"], to: bench.input, partition: 0)
        func asWorker(_ configuration: inout EngineConfiguration) {
            configuration.database.conninfo += " options='-c role=\(role)'"
        }
        try await bench.running(asWorker) { service in
            try await expect { service.progress.lastError == "insufficient_privilege" }
            try await expect { service.progress.retriedBatches > 2 }
            try bench.change("GRANT INSERT ON seen TO \(role)")
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
        }
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 0)
    }

    @Test("a stop waits for what is under way and leaves nothing unpublished")
    func stopsGracefully() async throws {
        let bench = try TallyBench(partitions: 1)
        try bench.broker.publish((0..<2_000).map { "m\($0)" }, to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") > 0 }
        }
        let applied = try bench.number("SELECT count(*) FROM seen")
        #expect(try bench.number("SELECT last_seq FROM cursor") == applied)
        #expect(try bench.number("SELECT published_seq FROM cursor") == applied)
    }

    @Test("published outbox rows are dropped after their retention, unpublished ones never")
    func trims() async throws {
        let bench = try TallyBench(partitions: 1)
        try bench.broker.publish((0..<50).map { "m\($0)" }, to: bench.input, partition: 0)
        func shortlived(_ configuration: inout EngineConfiguration) {
            configuration.outboxRetentionSeconds = 0
            configuration.trimSeconds = 1
        }
        try await bench.running(shortlived) { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 50 }
            try await expect { try bench.number("SELECT count(*) FROM outbox") == 0 }
        }
        #expect(try bench.number("SELECT last_seq FROM cursor") == 50)
    }
}
