import Foundation
import Kafka
import Lane
import Logging
import Postgres
import TestSupport
import Testing

/// A broker, a schema and a tally worker of a test's own; runs as many processes' worth of engines as the test wants.
final class TallyBench: Sendable {
    let broker: TestBroker
    let worker: Tally
    let input: String
    let output: String
    let schema: String
    /// The administrator's way to the database; the tests' common server when it is nil.
    private let server: String?

    init(broker: TestBroker? = nil, partitions: Int32 = 2, server: String? = nil) throws {
        self.server = server
        let broker = try broker ?? TestBroker()
        self.broker = broker
        input = try broker.makeTopic("in", partitions: partitions)
        output = try broker.makeTopic("out", partitions: partitions)
        try broker.makeTopic(named: input + ".dlq", partitions: partitions)
        schema = TestDatabase.uniqueName("tally")
        worker = Tally(name: schema, inputs: [input], output: output)
        let admin = try Connection.open(Self.database(server, schema: nil))
        let role = WorkerRole(name: "giro_" + schema, schema: schema, password: nil)
        try role.apply(on: admin)
        _ = try LaneMigrations.apply(for: worker, role: role, on: admin)
    }

    func configuration(instance: String = "one") throws -> EngineConfiguration {
        var database = try Self.database(server, schema: schema)
        database.applicationName = schema
        var configuration = EngineConfiguration(instance: instance, kafka: broker.configuration, database: database)
        configuration.mode = TestBroker.isReal ? .transactional : .idempotent
        configuration.pollMilliseconds = 20
        configuration.drainMilliseconds = 2_000
        configuration.stopMilliseconds = 4_000
        return configuration
    }

    func service(
        instance: String = "one", _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) throws -> LaneService<Tally> {
        var configuration = try configuration(instance: instance)
        change(&configuration)
        return LaneService(worker: worker, configuration: configuration, logger: TestBroker.quiet)
    }

    /// Runs an engine while `body` runs, then stops it gracefully.
    func running(
        instance: String = "one", _ change: (inout EngineConfiguration) -> Void = { _ in },
        while body: (LaneService<Tally>) async throws -> Void
    ) async throws {
        let service = try service(instance: instance, change)
        let run = Task { try await service.run() }
        do { try await body(service) } catch {
            service.stop()
            _ = await run.result
            throw error
        }
        service.stop()
        try await run.value
    }

    /// Changes the worker's schema behind its back.
    func change(_ script: String) throws {
        try connect().execute(script: script)
    }

    /// One number from the worker's schema.
    func number(_ sql: String) throws -> Int64 {
        try Ask.number(sql, on: connect())
    }

    /// As administrator, with the worker's schema in the search path.
    func connect() throws -> Connection { try Connection.open(Self.database(server, schema: schema)) }

    private static func database(_ server: String?, schema: String?) throws -> ConnectionConfiguration {
        guard let server else { return try TestDatabase.configuration(schema: schema) }
        var configuration = ConnectionConfiguration(conninfo: server)
        configuration.searchPath = schema
        return configuration
    }
}

/// One-off questions; the binding's statements are typed, so each runs through a temporary table.
enum Ask {
    static func number(_ sql: String, on connection: Connection) throws -> Int64 {
        try connection.execute(
            script: "DROP TABLE IF EXISTS answer; CREATE TEMP TABLE answer AS SELECT coalesce((\(sql))::bigint, 0) AS n"
        )
        return try connection.query(ReadAnswer())[0]
    }
}

struct ReadAnswer: Statement {
    static let sql = "SELECT n FROM pg_temp.answer"
    func bind(_ p: inout Parameters) {}
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

/// Records an issue when `condition` does not come true in time.
func expect(
    within timeout: Duration = .seconds(20), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let holds = try await eventually(within: timeout, condition)
    #expect(holds, "did not come true within \(timeout)", sourceLocation: sourceLocation)
}
