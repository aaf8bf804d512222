import Kafka
import Lane
import Postgres
import TestSupport
import Testing

@Suite("Ownership of lanes", .serialized)
struct OwnershipTests {
    @Test("an owner whose lane was taken by another writes nothing more")
    func zombieClaimIsRefused() async throws {
        let bench = try TallyBench(partitions: 1)
        try bench.broker.publish(["a"], to: bench.input, partition: 0)
        try await bench.running { service in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
            // Another process takes the lane, as after a rebalance this one has not heard of.
            try bench.change("UPDATE cursor SET epoch = epoch + 1, owner = 'another'")
            try bench.broker.publish(["b"], to: bench.input, partition: 0)
            try await expect { service.progress.lanes.isEmpty }
            #expect(try bench.number("SELECT count(*) FROM seen") == 1)
            #expect(try bench.number("SELECT next_offset FROM cursor") == 1)
        }
    }

    @Test("a lane that was lost though the group never moved it is taken again after a while, and nothing is missing")
    func reclaimsALostLane() async throws {
        let bench = try TallyBench(partitions: 1)
        try await bench.running { service in
            try await expect { service.progress.lanes.count == 1 }
            try bench.change("UPDATE cursor SET epoch = epoch + 1")
            try bench.broker.publish(["a", "b"], to: bench.input, partition: 0)
            try await expect { service.progress.lanes.isEmpty }
            try await expect(within: .seconds(40)) { try bench.number("SELECT count(*) FROM seen") == 2 }
        }
    }

    @Test("what is in the outbox and was never published is published by the next owner, in order")
    func recoversTheOutbox() async throws {
        let bench = try TallyBench(partitions: 1)
        try bench.broker.publish(["a", "b"], to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 2 }
        }
        // As if the process had died between the database's commit and Kafka's: rows without a published position.
        try bench.change(
            """
            INSERT INTO outbox
            SELECT lane, seq + 2, topic, key, type, subject, convert_to('late ' || seq, 'UTF8'), NULL, NULL, now()
            FROM outbox ORDER BY seq; UPDATE cursor SET last_seq = 4
            """)
        try await bench.running { _ in
            try await expect {
                try bench.broker.read(bench.output, partitions: 2, count: 4, timeout: .seconds(2)).count == 4
            }
        }
        let values = try bench.broker.read(bench.output, count: 4).filter { $0.value.hasPrefix("late") }.map(\.value)
        #expect(values.sorted() == ["late 1", "late 2"])
        #expect(try bench.number("SELECT published_seq FROM cursor") == 4)
    }

    @Test("a cursor beyond the end of the log halts its lane, says why, and the others go on")
    func haltsOutsideTheLog() async throws {
        let bench = try TallyBench(partitions: 2)
        try bench.broker.publish(["a"], to: bench.input, partition: 0)
        try bench.broker.publish(["b"], to: bench.input, partition: 1)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 2 }
        }
        try bench.change("UPDATE cursor SET next_offset = 1000 WHERE partition = 0")
        try bench.broker.publish(["c"], to: bench.input, partition: 0)
        try bench.broker.publish(["d"], to: bench.input, partition: 1)
        try await bench.running { service in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 3 }
            #expect(service.progress.halted.keys.sorted() == ["\(bench.input)/0"])
            #expect(service.progress.halted.values.first?.hasPrefix("cursor_out_of_log") == true)
        }
        #expect(try bench.number("SELECT count(*) FROM cursor WHERE halted IS NOT NULL") == 1)
        #expect(try bench.number("SELECT next_offset FROM cursor WHERE partition = 0") == 1_000)
    }

    @Test("on a new cluster the lane begins at the log's start, and handlers see nothing twice that they refuse to")
    func movesToANewCluster() async throws {
        let bench = try TallyBench(partitions: 1)
        try bench.broker.publish(["a"], to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
        }
        try bench.change(
            "UPDATE cursor SET cluster_id = 'the one that burned down', next_offset = 77; DELETE FROM seen")
        try await bench.running { service in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
            #expect(service.progress.halted.isEmpty)
        }
        #expect(try bench.number("SELECT next_offset FROM cursor") == 1)
    }

    @Test("a database that was restored from an older backup publishes again what it applies again")
    func restoredDatabase() async throws {
        let bench = try TallyBench(partitions: 1)
        try bench.broker.publish(["a", "b", "c"], to: bench.input, partition: 0)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 3 }
        }
        // The backup knew only the first message; Kafka's committed position says three are published.
        try bench.change(
            """
            DELETE FROM seen WHERE "offset" > 0; DELETE FROM outbox WHERE seq > 1;
            UPDATE cursor SET next_offset = 1, last_seq = 1, published_seq = 1
            """)
        try await bench.running { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 3 }
        }
        #expect(try bench.number("SELECT last_seq FROM cursor") == 3)
        let values = try bench.broker.read(bench.output, count: 5, settle: .milliseconds(300)).map(\.value).sorted()
        #expect(values == ["a", "b", "b", "c", "c"])
    }
}
