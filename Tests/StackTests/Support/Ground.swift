import BillerSimulator
import Foundation
import Kafka
import Logging
import Messages
import Model
import Operations
import Postgres
import PrivatePostgres
import ServiceLifecycle
import Settings
import Stack
import TestSupport
import Testing

/// A database, billers and a maildir that outlive brokers: what is left when a cluster is lost.
final class Ground {
    let simulator: BillerSimulator
    let simulatorURL: String
    let maildir: String
    private let directory: URL
    private let server: PrivatePostgres
    private let simulatorGroup: ServiceGroup

    static let partitions: Int32 = 4
    /// Of all workers together.
    static let lanes = Catalogue.topics.reduce(0) { $0 + $1.consumers.count } * Int(partitions)
    static let database = "giro"

    init() async throws {
        directory = URL(fileURLWithPath: "/tmp/giro-ground-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        maildir = directory.appendingPathComponent("mail").path
        server = try PrivatePostgres.startTemporary()
        let rules = try JSONDecoder().decode(Rules.self, from: Data(BillerRule.json()))
        let simulator = BillerSimulator(
            configuration: SimulatorConfiguration(port: 0, rules: rules), logger: TestBroker.quiet)
        let group = ServiceGroup(services: [simulator], logger: TestBroker.quiet)
        Task { try await group.run() }
        self.simulator = simulator
        simulatorGroup = group
        simulatorURL = try #require(await simulator.baseURL())
        try administer("CREATE DATABASE \(Self.database)")
    }

    func stop() async {
        await simulatorGroup.triggerGracefulShutdown()
        server.stop()
        try? FileManager.default.removeItem(at: directory)
    }

    /// A new, empty cluster with every topic.
    func makeBroker() throws -> EmbeddedBroker {
        let broker = try EmbeddedBroker(logger: TestBroker.quiet)
        for topic in Catalogue.topics + Catalogue.deadLetterTopics {
            try broker.createTopic(topic.name, partitions: Self.partitions)
        }
        return broker
    }

    func settings(_ broker: EmbeddedBroker) throws -> Settings {
        var sources = SettingSources(directory: "/nonexistent")
        sources.flags = flags(broker)
        return try Settings.load(sources)
    }

    private func flags(_ broker: EmbeddedBroker) -> [String] {
        [
            "kafka.bootstrap.servers=\(broker.bootstrapServers)", "kafka.mode=idempotent", "kafka.log_level=0",
            "kafka.session.timeout.ms=6000", "kafka.heartbeat.interval.ms=1000", "kafka.fetch.wait.max.ms=10",
            "topics.partitions=\(Self.partitions)", "billing.retry.first=200ms", "lane.stop.timeout=4s",
            "admin.database.conninfo=\(adminConninfo)",
            "database.conninfo=\(server.serverConninfo) dbname=\(Self.database)",
            "operator.database.password=operator", "notification.maildir.path=\(maildir)",
            "webhook.root.secret=endpoints of a test, which are nobody's",
        ] + RunningWorker.names.map { "\($0).database.password=\($0)" }
    }

    /// A command against this database and that broker.
    func giro(_ arguments: [String], _ broker: EmbeddedBroker) throws -> GiroProcess {
        try GiroProcess(arguments + flags(broker).flatMap { ["--set", $0] }, in: directory)
    }

    /// Runs all four workers while `body` runs.
    func working<Result>(_ settings: Settings, _ body: () async throws -> Result) async throws -> Result {
        let workers = try RunningWorker.names.map { try #require(try RunningWorker.named($0, settings: settings)) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: workers.map { .init(service: $0, successTerminationBehavior: .ignore) },
                logger: TestBroker.quiet))
        let run = Task { try await group.run() }
        do {
            let result = try await body()
            await group.triggerGracefulShutdown()
            try await run.value
            return result
        } catch {
            await group.triggerGracefulShutdown()
            _ = await run.result
            throw error
        }
    }

    func publish(_ lines: some Sequence<SeedLine>, _ settings: Settings) throws {
        try publish(lines.map { (topic: $0.topic, key: $0.key, value: $0.value) }, settings)
    }

    /// Messages as any producer would send them.
    func publish(_ messages: [(topic: String, key: String, value: [UInt8])], _ settings: Settings) throws {
        let producer = try Producer(settings.kafka, mode: .idempotent)
        for message in messages {
            try Array(message.key.utf8).withUnsafeBytes { key in
                try message.value.withUnsafeBytes { value in
                    try producer.send(topic: message.topic, key: key, value: value, headers: Headers(expected: 0))
                }
            }
        }
        try producer.flush(timeoutMilliseconds: 30_000)
    }

    func finalPayments(_ settings: Settings) throws -> Int {
        let connection = try Connection.open(settings.operatorConnection(for: "payment"))
        defer { connection.close() }
        return Int(try connection.query(CountFinalPayments()).first ?? 0)
    }

    /// Whether every message is applied and every decision published.
    func isQuiet(_ settings: Settings) -> Bool {
        let lanes = StatusReader(settings: settings).read().workers.flatMap(\.lanes)
        return lanes.count == Self.lanes && lanes.allSatisfy { $0.lag == 0 && $0.unpublished == 0 }
    }

    private var adminConninfo: String { "\(server.adminConninfo) dbname=\(Self.database)" }

    private func administer(_ script: String) throws {
        let connection = try Connection.open(ConnectionConfiguration(conninfo: server.adminConninfo))
        defer { connection.close() }
        try connection.execute(script: script)
    }

    /// A backup of the running database, in one moment's state.
    func backUp() async throws {
        let (output, code) = try await GiroProcess.shell(
            "$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)/pg_dump -Fc -f backup.dump \"\(adminConninfo)\"",
            in: directory)
        #expect(code == 0, "\(output)")
    }

    /// The database is lost and made again from the backup.
    func restore() async throws {
        try administer("DROP DATABASE \(Self.database) WITH (FORCE)")
        try administer("CREATE DATABASE \(Self.database)")
        let (output, code) = try await GiroProcess.shell(
            "$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)/pg_restore -d \"\(adminConninfo)\" backup.dump",
            in: directory)
        #expect(code == 0, "\(output)")
    }
}

struct CountFinalPayments: Statement {
    static let sql = "SELECT count(*) FROM payment WHERE final_at IS NOT NULL"
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
