import Kafka
import Lane
import Postgres
import PrivatePostgres
import TestSupport
import Testing

/// What runs out comes back: until then nothing is lost, nothing is given up, and it is said what is wrong.
@Suite("Resources that run out", .serialized)
struct ResourceTests {
    @Test("at the server's connection limit a worker waits, and goes on when there is room")
    func connectionLimit() async throws {
        let server = try PrivatePostgres.startTemporary(
            settings: ["max_connections": "12", "superuser_reserved_connections": "1", "max_wal_senders": "0"])
        defer { server.stop() }
        let bench = try TallyBench(partitions: 1, server: server.adminConninfo)
        try bench.broker.publish(["a", "b"], to: bench.input, partition: 0)
        var others: [Connection] = []
        let refusal = #expect(throws: PostgresError.self) { while true { others.append(try bench.connect()) } }
        #expect(refusal?.code == .tooManyConnections)
        try await bench.running { service in
            try await expect { service.progress.lastError == "too_many_connections" }
            for other in others { other.close() }
            try await expect { try bench.number("SELECT count(*) FROM seen") == 2 }
        }
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 0)
    }

    @Test("a slow database gets larger batches, not more of them")
    func slowDatabase() async throws {
        let server = try PrivatePostgres.startTemporary()
        defer { server.stop() }
        let bench = try TallyBench(partitions: 1, server: server.adminConninfo)
        let proxy = try SlowProxy(to: server.port, delayMilliseconds: 60)
        defer { proxy.stop() }
        let far = ConnectionConfiguration(
            conninfo: server.adminConninfo + " host=127.0.0.1 port=\(proxy.port)", applicationName: bench.schema,
            searchPath: bench.schema)
        let messages = 600
        try bench.broker.publish((0..<messages).map { "m\($0)" }, to: bench.input, partition: 0)
        func farAway(_ configuration: inout EngineConfiguration) { configuration.database = far }
        try await bench.running(farAway) { service in
            try await expect(within: .seconds(60)) { try bench.number("SELECT count(*) FROM seen") == Int64(messages) }
            #expect(service.progress.committedBatches < messages / 20)
        }
        let seen = try bench.broker.read(bench.output, count: messages, settle: .milliseconds(300))
        #expect(Set(seen.map(\.value)).count == messages)
    }

    @Test("a slow broker costs no lane its owner, and everything is published in order")
    func slowBroker() async throws {
        let broker = try TestBroker()
        guard let embedded = broker.embedded else { return }
        let bench = try TallyBench(broker: broker, partitions: 1)
        let messages = 600
        try broker.publish((0..<messages).map { "m\($0)" }, to: bench.input, partition: 0)
        try await bench.running { service in
            try await expect { service.progress.lanes.count == 1 }
            try embedded.setRoundTrip(milliseconds: 250)
            try broker.publish((messages..<2 * messages).map { "m\($0)" }, to: bench.input, partition: 0)
            try await expect(within: .seconds(60)) {
                try bench.number("SELECT count(*) FROM seen") == 2 * Int64(messages)
            }
            try embedded.setRoundTrip(milliseconds: 0)
        }
        #expect(try bench.number("SELECT epoch FROM cursor") == 1)
        let seen = try broker.read(bench.output, count: 2 * messages, settle: .milliseconds(300))
        #expect(seen.map(\.value).sorted() == (0..<2 * messages).map { "m\($0)" }.sorted())
    }

    @Test("memory does not grow with the backlog: 128 MiB wait, a few are held")
    func backlog() async throws {
        let partitions: Int32 = 32
        let broker = try TestBroker()
        let bench = try TallyBench(broker: broker, partitions: partitions)
        let value = String(repeating: "x", count: 32_768)
        for partition in 0..<partitions {
            try broker.publish((0..<128).map { "\($0) \(value)" }, to: bench.input, partition: partition)
        }
        func bounded(_ configuration: inout EngineConfiguration) {
            configuration.batchItems = 200
            configuration.backlogRows = 400
        }
        let before = try Memory.residentMebibytes()
        var most = before
        try await bench.running(bounded) { service in
            try await expect(within: .seconds(120)) {
                most = max(most, try Memory.residentMebibytes())
                return service.progress.appliedItems == 128 * Int(partitions)
            }
        }
        #expect(most - before < 96, "from \(before) to \(most) MiB")
    }
}
