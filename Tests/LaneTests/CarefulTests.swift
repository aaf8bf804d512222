import Kafka
import Lane
import Postgres
import TestSupport
import Testing

/// What an owner does that follows one that ended without a word. The ends are written into the cursor, as processes
/// would have left them; `DeadlyTests` ends real ones.
@Suite("After an end without a word a lane goes carefully", .serialized)
struct CarefulTests {
    private func short(_ configuration: inout EngineConfiguration) {
        configuration.watchMilliseconds = 200
        configuration.suspectPauseMilliseconds = 20
    }

    /// Lanes that another process has had and left without a word.
    private func abandoned(_ values: [String]) throws -> TallyBench {
        let bench = try TallyBench(partitions: 1)
        let admin = try Admin(bench.broker.configuration)
        let cluster = try #require(admin.clusterID(timeoutMilliseconds: 10_000))
        try bench.change(
            """
            INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id, run)
            VALUES ('\(bench.input)', 0, 0, 'another', '\(cluster)', 'another')
            """)
        try bench.broker.publish(values, to: bench.input, partition: 0)
        return bench
    }

    /// What the former owner had in hand when it ended; `ends` is how many had before.
    private func hold(_ bench: TallyBench, _ offsets: ClosedRange<Int>, ends: Int, epochsAgo: Int = 0) throws {
        try bench.change(
            """
            INSERT INTO in_hand (lane, kind, key, first_offset, last_offset, stage, epoch, ends, instance)
            SELECT lane, '', '\(offsets.lowerBound)-\(offsets.upperBound)', \(offsets.lowerBound),
                \(offsets.upperBound), 'handle', epoch - \(epochsAgo), \(ends), 'another' FROM cursor
            """)
    }

    /// Every note that is written from now on.
    private func recordNotes(_ bench: TallyBench) throws {
        try bench.change(
            """
            CREATE TABLE noted (stage text, key text, ends int);
            CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
                'BEGIN INSERT INTO \(bench.schema).noted VALUES (NEW.stage, NEW.key, NEW.ends); RETURN NULL; END';
            CREATE TRIGGER keep AFTER INSERT OR UPDATE ON in_hand FOR EACH ROW EXECUTE FUNCTION keep();
            """)
    }

    @Test("while every owner leaves with a word nothing is noted and nothing is written for it")
    func noCost() async throws {
        let bench = try TallyBench(partitions: 1)
        try recordNotes(bench)
        for round in 0..<2 {
            try bench.broker.publish(["call:\(round)", "later:\(round)", "m"], to: bench.input, partition: 0)
            try await bench.running { _ in
                try await expect { try bench.number("SELECT count(*) FROM effect") == 2 * Int64(round + 1) }
            }
            #expect(try bench.number("SELECT count(*) FROM cursor WHERE released AND ends = 0") == 1)
        }
        #expect(try bench.number("SELECT count(*) FROM noted") == 0)
    }

    @Test("one end is followed by notes for a while, whole batches at a time, and then by full speed")
    func watches() async throws {
        let bench = try abandoned((0..<50).map { "m\($0)" } + ["call:0", "later:0"])
        try recordNotes(bench)
        func longer(_ configuration: inout EngineConfiguration) { configuration.watchMilliseconds = 1_500 }
        try await bench.running(longer) { service in
            try await expect { try bench.number("SELECT count(*) FROM effect") == 2 }
            try await expect { try bench.number("SELECT max(ends) FROM cursor") == 0 }
            #expect(service.progress.committedBatches < 20)
            let noted = try bench.number("SELECT count(*) FROM noted")
            #expect(noted > 0)
            try bench.broker.publish(["full speed"], to: bench.input, partition: 0)
            try await expect { try bench.number("SELECT count(*) FROM seen") == 53 }
            #expect(try bench.number("SELECT count(*) FROM noted") == noted)
        }
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 0)
        #expect(try bench.number("SELECT count(*) FROM in_hand") == 0)
    }

    @Test("what was in hand at an end goes alone, in order, and what is beside it together")
    func goesAlone() async throws {
        let bench = try abandoned((0..<40).map { "m\($0)" })
        try hold(bench, 10...19, ends: 0)
        try recordNotes(bench)
        try await bench.running(short) { service in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 40 }
            #expect(service.progress.committedBatches >= 12)
        }
        #expect(try bench.number("SELECT count(DISTINCT key) FROM noted WHERE ends = 1 AND key <> '10-19'") == 10)
        #expect(try bench.number("SELECT count(*) FROM noted WHERE key = '10-10' AND stage = 'handle'") == 1)
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 0)
        #expect(try bench.number("SELECT count(*) FROM in_hand") == 0)
        let seen = try bench.broker.read(bench.output, count: 40, settle: .milliseconds(200)).map(\.value)
        #expect(seen.count == 40)
    }

    @Test("in hand at three ends in a row: a dead letter, once, and the next one is handled")
    func thirdEnd() async throws {
        let bench = try abandoned(["a", "b", "c"])
        try hold(bench, 1...1, ends: 2)
        for _ in 0..<2 {
            try await bench.running(short) { _ in
                try await expect { try bench.number("SELECT sum(next_offset) FROM cursor") == 3 }
            }
        }
        #expect(try bench.number("SELECT count(*) FROM seen") == 2)
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 1)
        let letters = try bench.broker.read(bench.input + ".dlq", count: 1, settle: .milliseconds(200))
        #expect(letters.map(\.value) == ["b"])
        #expect(letters.first?.headers["giro-reason"] == "ended_process")
    }

    @Test("ends that were not with it in hand, of a longer gone owner or after a word, are not counted")
    func notItsEnd() async throws {
        let bench = try abandoned(["a", "b", "c"])
        try hold(bench, 0...0, ends: 2, epochsAgo: 1)
        try hold(bench, 1...1, ends: 1)
        try await bench.running(short) { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 3 }
        }
        try bench.broker.publish(["d"], to: bench.input, partition: 0)
        try hold(bench, 3...3, ends: 2)
        try await bench.running(short) { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 4 }
        }
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 0)
        #expect(try bench.number("SELECT count(*) FROM in_hand") == 0)
    }

    @Test("a message that ends processes even as a dead letter leaves nothing but its place")
    func bareLetter() async throws {
        let bench = try abandoned(["a", "b"])
        try hold(bench, 0...0, ends: 4)
        try await bench.running(short) { _ in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 1 }
        }
        let letters = try bench.broker.read(bench.input + ".dlq", count: 1)
        #expect(letters.map(\.value) == [""])
        #expect(letters.first?.headers["giro-reason"] == "ended_process")
        #expect(letters.first?.headers["giro-origin"] == "\(bench.input)/0@0")
    }

    @Test("a suspect that fails is a dead letter of its own kind, and one that a passing fault meets is tried again")
    func suspectThatFails() async throws {
        let bench = try abandoned(["poison", "b"])
        bench.worker.faults.failures.withLock { $0 = [RetryBatch(), RetryBatch()] }
        try hold(bench, 0...1, ends: 0)
        try await bench.running(short) { _ in
            try await expect { try bench.number("SELECT sum(next_offset) FROM cursor") == 2 }
        }
        let letters = try bench.broker.read(bench.input + ".dlq", count: 1, settle: .milliseconds(200))
        #expect(letters.map { $0.headers["giro-reason"] } == ["handler_failed"])
        #expect(try bench.number("SELECT count(*) FROM in_hand") == 0)
    }

    @Test("timers and calls: suspects go one at a time; at the third end they are put aside and nothing else is")
    func timersAndCalls() async throws {
        let bench = try abandoned([])
        try bench.change(
            """
            INSERT INTO timer (lane, kind, key, body, due_at, place, attempt)
            SELECT lane, kind, name, '', now(), place, 0 FROM cursor, (VALUES
                ('outside', 'once', 1), ('outside', 'twice', 1), ('outside', 'thrice', 1), ('outside', 'never', 1),
                ('timer', 'once', 0), ('timer', 'twice', 0), ('timer', 'thrice', 0)) AS call (kind, name, place);
            INSERT INTO in_hand (lane, kind, key, first_offset, last_offset, stage, epoch, ends, instance)
            SELECT lane, kind, key, -1, -1, 'call', epoch, CASE key WHEN 'once' THEN 0 WHEN 'twice' THEN 1 ELSE 2 END,
                'another' FROM cursor JOIN timer USING (lane) WHERE key <> 'never';
            """)
        try await bench.running(short) { service in
            try await expect { try bench.number("SELECT count(*) FROM effect") == 5 }
            try await expect {
                try bench.number("SELECT count(*) FROM in_hand WHERE put_aside_at IS NOT NULL AND key = 'thrice'") == 2
            }
            #expect(service.progress.deadLetters == 0)
        }
        #expect(try bench.number("SELECT max(times) FROM effect") == 1)
        #expect(try bench.number("SELECT count(*) FROM timer") == 2)
        #expect(try bench.number("SELECT count(*) FROM in_hand") == 2)
        #expect(bench.worker.faults.performed.withLock { $0["thrice"] } == nil)
    }
}
