import BillerSimulator
import FoundationEssentials
import Kafka
import Lane
import Logging
import Messages
import Model
import Operations
import PrivatePostgres
import ServiceLifecycle
import Settings

/// Everything Giro needs, in one process: librdkafka's broker, a private PostgreSQL, the biller simulator, a maildir
/// for mail, and the workers. For trying, developing and tests; docs/architecture.md says what it is not.
public final class EmbeddedStack: Sendable {
    public let directory: StackDirectory
    /// What the workers run with; other shells get the same from `giro.env`.
    public let settings: Settings
    public let workers: [RunningWorker]
    /// Where the workers' spans go.
    public let spans: (any SpanRecorder)?
    /// Where the biller simulator listens.
    public let simulatorURL: String

    private let broker: EmbeddedBroker
    private let database: PrivatePostgres
    private let simulator: BillerSimulator
    private let simulatorGroup: ServiceGroup
    private let lock: Int32

    static let partitions: Int32 = 4

    /// Starts everything but the workers, which `run` starts.
    ///
    /// - Parameters:
    ///   - fresh: forget what former stacks left in the directory.
    ///   - flags: settings that win over the stack's own, as `--set` has them.
    ///   - serverSettings: more of postgresql.conf, by name.
    ///   - spans: makes what takes the workers' spans.
    public init(
        directory path: String, fresh: Bool, flags: [String] = [], serverSettings: [String: String] = [:],
        logger: Logger, spans: @Sendable (Settings) -> (any SpanRecorder)? = { _ in nil }
    ) async throws {
        directory = try StackDirectory(path: path)
        lock = try directory.lock()
        if fresh { directory.clear() }
        broker = try Self.startBroker(logger: logger)
        database = try PrivatePostgres.start(
            directory: try directory.postgres(), durable: true,
            settings: [
                "shared_buffers": "64MB", "max_wal_size": "1GB", "max_connections": "60", "wal_compression": "lz4",
                "autovacuum_naptime": "15s",
            ].merging(serverSettings) { $1 })
        (simulator, simulatorGroup, simulatorURL) = try await Self.startSimulator(directory, logger: logger)
        let secrets = try StackSecrets(
            in: directory,
            roles: RunningWorker.names + ["operator", "identity", "gateway", "reader", "root", "data", "token", "hook"])
        try directory.write(
            EnvironmentFile.text(
                of: Self.environment(
                    broker: broker, database: database, secrets: secrets, directory: directory,
                    simulatorURL: simulatorURL)),
            to: directory.environmentFile)
        settings = try Self.load(directory, flags: flags)
        _ = try MigrationRun(SchemaOwner.all + RunningGateway.schemas, settings: settings).apply()
        self.spans = spans(settings)
        workers = try RunningWorker.names.compactMap { [settings, recorder = self.spans] in
            try RunningWorker.named($0, settings: settings, spans: recorder)
        }
    }

    /// What each biller was asked and did.
    public func billerReport() -> LedgerReport { simulator.report() }

    /// Stops what `init` started. The workers must have ended.
    public func stop() async {
        await simulatorGroup.triggerGracefulShutdown()
        database.stop()
        try? FileManager.default.removeItem(atPath: directory.environmentFile)
    }

    /// The settings of the stack that runs in a directory.
    public static func load(_ directory: StackDirectory, flags: [String]) throws -> Settings {
        var sources = SettingSources.ofThisProcess()
        sources.environmentFile = directory.environmentFile
        sources.flags = flags
        try sources.preferEnvironmentFile()
        return try Settings.load(sources)
    }

    private static func startBroker(logger: Logger) throws -> EmbeddedBroker {
        let broker = try EmbeddedBroker(logger: logger)
        for topic in Catalogue.topics + Catalogue.deadLetterTopics {
            try broker.createTopic(topic.name, partitions: partitions)
        }
        return broker
    }

    /// On the port of the last time if it is free: billers were registered with it.
    private static func startSimulator(
        _ directory: StackDirectory, logger: Logger
    ) async throws -> (BillerSimulator, ServiceGroup, String) {
        let rules = try JSONDecoder().decode(Rules.self, from: Data(BillerRule.json()))
        let remembered = directory.read(directory.simulatorPort).flatMap { Int($0) }
        var quiet = logger
        quiet.logLevel = .error
        for port in [remembered, 0].compactMap({ $0 }) {
            let simulator = BillerSimulator(
                configuration: SimulatorConfiguration(port: port, rules: rules), logger: quiet)
            let group = ServiceGroup(services: [simulator], logger: quiet)
            Task { try await group.run() }
            guard let url = await simulator.baseURL(), let port = url.split(separator: ":").last else { continue }
            try directory.write(String(port), to: directory.simulatorPort)
            return (simulator, group, url)
        }
        throw StackError(.simulator, "the biller simulator could not listen on 127.0.0.1")
    }

    private static func environment(
        broker: EmbeddedBroker, database: PrivatePostgres, secrets: StackSecrets, directory: StackDirectory,
        simulatorURL: String
    ) -> [(name: String, value: String)] {
        let admin = database.adminConninfo
        var variables = [
            ("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers),
            ("KAFKA_MODE", "idempotent"),
            ("KAFKA_SESSION_TIMEOUT_MS", "6000"),
            ("KAFKA_HEARTBEAT_INTERVAL_MS", "1000"),
            ("KAFKA_FETCH_WAIT_MAX_MS", "10"),
            ("LANE_CLUSTER_CHANGE", "retained"),
            // Room for them in the broker's 5 MiB a partition, whatever a former stack left.
            ("LANE_REPUBLISH_ROWS", "2000"),
            ("LANE_OUTBOX_RETENTION", "10m"),
            ("TOPICS_PARTITIONS", String(partitions)),
            ("ADMIN_DATABASE_CONNINFO", admin),
            ("DATABASE_CONNINFO", database.serverConninfo),
            ("BILLING_RETRY_FIRST", "200ms"),
            ("NOTIFICATION_MAILDIR_PATH", directory.maildir),
            ("OPERATOR_DATABASE_PASSWORD", secrets["operator"]),
            ("GIRO_SIMULATOR_URL", simulatorURL),
            // A shell that has read this file knows from these whether the stack was started again since.
            (StaleStack.directoryName, directory.path),
            (StaleStack.startName, String(UInt64.random(in: 0...UInt64.max), radix: 36)),
            ("IDENTITY_DATABASE_PASSWORD", secrets["identity"]),
            ("GATEWAY_DATABASE_PASSWORD", secrets["gateway"]),
            ("READER_DATABASE_PASSWORD", secrets["reader"]),
            ("IDENTITY_ROOT_SECRET", secrets["root"]),
            ("IDENTITY_DATA_KEYS", "1=" + secrets["data"]),
            ("IDENTITY_TOKEN_KEYS", "1=" + secrets["token"]),
            ("GATEWAY_DEPOSIT_SOURCES", "EUR=bank"),
            ("GATEWAY_WITHDRAWAL_DESTINATIONS", "EUR=bank"),
            ("WEBHOOK_ROOT_SECRET", secrets["hook"]),
            // Receivers on this machine are what can be tried here.
            ("WEBHOOK_TLS", "optional"),
            ("WEBHOOK_PORTS", "any"),
            ("WEBHOOK_NETWORKS", "127.0.0.0/8,::1/128"),
        ]
        for name in RunningWorker.names {
            variables.append(("\(name.uppercased())_DATABASE_PASSWORD", secrets[name]))
        }
        return variables.map { (name: $0.0, value: $0.1) }
    }
}
