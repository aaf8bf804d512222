import Foundation
import Lane
import Postgres
import TestSupport
import Testing

/// A process of its own that runs the tally's lanes, and a payload that ends it.
struct DeadlyProcess: Codable, Sendable {
    let bootstrapServers: String
    let conninfo: String
    let schema: String
    let input: String
    let output: String
    /// As `GIRO_DEADLY` has it.
    let deadly: String

    init(_ bench: TallyBench, stage: String, way: String, text: String) throws {
        bootstrapServers = bench.broker.bootstrapServers
        conninfo = try TestDatabase.conninfo()
        schema = bench.schema
        input = bench.input
        output = bench.output
        deadly = "\(bench.schema):\(stage):\(way):\(text)"
    }

    /// Runs until the payload ends it; for a minute at most.
    func run() async throws {
        setenv("GIRO_DEADLY", deadly, 1)
        var database = ConnectionConfiguration(conninfo: conninfo)
        database.searchPath = schema
        var configuration = EngineConfiguration(
            instance: "deadly",
            kafka: TestBroker.configuration(bootstrapServers, sessionMilliseconds: TestBroker.isReal ? 6_000 : 4_000),
            database: database)
        configuration.mode = TestBroker.isReal ? .transactional : .idempotent
        configuration.pollMilliseconds = 20
        configuration.suspectPauseMilliseconds = 20
        let worker = Tally(name: schema, inputs: [input], output: output)
        let service = LaneService(worker: worker, configuration: configuration, logger: TestBroker.quiet)
        let end = Task {
            try await Task.sleep(for: .seconds(60))
            service.stop()
        }
        try await service.run()
        end.cancel()
    }
}

@Suite("What ends a process is put aside", .serialized)
struct DeadlyTests {
    /// The signals of a trap (on either architecture), of an abort, and of the kernel when memory runs out.
    private static let signals: [ExitStatus] = [
        .signal(SIGILL), .signal(SIGTRAP), .signal(SIGABRT), .signal(SIGKILL),
    ]

    /// Lets one process after another run into the payload.
    private func end(_ process: DeadlyProcess, times: Int) async throws {
        for _ in 0..<times {
            let result = await #expect(processExitsWith: .failure) { [process] in try await process.run() }
            let status = try #require(result).exitStatus
            #expect(Self.signals.contains(status), "the process ended with \(status)")
        }
    }

    @Test(
        "a message that ends four processes is a dead letter, once, and everything else is applied once",
        arguments: [("decode", "trap"), ("handle", "abort"), ("handle", "kill")])
    func deadlyMessage(stage: String, way: String) async throws {
        let bench = try TallyBench(partitions: 2)
        try bench.broker.publish(["a", "b", "the deadly one", "c", "later:10"], to: bench.input, partition: 0)
        try bench.broker.publish(["d", "call:0", "e"], to: bench.input, partition: 1)
        try await end(try DeadlyProcess(bench, stage: stage, way: way, text: "deadly one"), times: 4)

        try await bench.running(short) { service in
            try await expect(within: .seconds(40)) { try bench.number("SELECT count(*) FROM effect") == 2 }
            try await expect { try bench.number("SELECT sum(next_offset) FROM cursor") == 8 }
            try await expect { try bench.number("SELECT max(ends) FROM cursor") == 0 }
            #expect(service.progress.deadLetters == 1)
        }
        #expect(try bench.number("SELECT count(*) FROM seen") == 7)
        #expect(try bench.number("SELECT max(times) FROM effect") == 1)
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 1)
        #expect(try bench.number("SELECT count(*) FROM in_hand") == 0)
        let letters = try bench.broker.read(bench.input + ".dlq", count: 1, settle: .milliseconds(200))
        #expect(letters.map(\.value) == ["the deadly one"])
        #expect(letters.first?.headers["giro-reason"] == "ended_process")
        #expect(letters.first?.headers["giro-attempts"] == "3")
        #expect(letters.first?.headers["giro-detail"]?.hasSuffix(stage) == true)
    }

    @Test("a call that ends four processes is put aside, and goes on when an operator lets it")
    func deadlyCall() async throws {
        let bench = try TallyBench(partitions: 2)
        try bench.broker.publish(["a", "call:0", "call:1"], to: bench.input, partition: 0)
        try bench.broker.publish(["call:2"], to: bench.input, partition: 1)
        try await end(try DeadlyProcess(bench, stage: "call", way: "trap", text: "call:1"), times: 4)

        try await bench.running(short) { service in
            try await expect(within: .seconds(40)) { try bench.number("SELECT count(*) FROM effect") == 2 }
            try await expect {
                try bench.number("SELECT count(*) FROM in_hand WHERE put_aside_at IS NOT NULL AND key = 'call:1'") == 1
            }
            #expect(try bench.number("SELECT count(*) FROM timer") == 1)
            #expect(bench.worker.faults.performed.withLock { $0["call:1"] } == nil)
            // The operator's word.
            try bench.change("DELETE FROM in_hand")
            try await expect { try bench.number("SELECT count(*) FROM effect") == 3 }
            #expect(service.progress.deadLetters == 0)
        }
        #expect(try bench.number("SELECT max(times) FROM effect") == 1)
        #expect(try bench.number("SELECT count(*) FROM timer") == 0)
        #expect(try bench.number("SELECT count(*) FROM in_hand") == 0)
    }

    private func short(_ configuration: inout EngineConfiguration) {
        configuration.kafka.properties["session.timeout.ms"] = "4000"
        configuration.watchMilliseconds = 300
        configuration.suspectPauseMilliseconds = 20
    }
}
