import FoundationEssentials
import Operations
import PrivatePostgres
import Settings

/// The settings that every process of a run gets: an environment file, as production would have one.
struct TortureEnvironment {
    static let partitions = 4

    let configuration: TortureConfiguration
    let bootstrapServers: String
    let database: PrivatePostgres
    let mailPort: Int

    var path: String { configuration.directory + "/giro.env" }

    /// Writes the file and reads it as the processes will.
    func write() throws -> Settings {
        let text = EnvironmentFile.text(of: variables.map { (name: $0.0, value: $0.1) })
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            throw TortureError(.directory, "cannot write \(path)")
        }
        var sources = SettingSources(directory: configuration.directory)
        sources.environmentFile = path
        return try Settings.load(sources)
    }

    private var variables: [(String, String)] {
        [
            ("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers),
            ("KAFKA_MODE", configuration.bootstrapServers == nil ? "idempotent" : "transactional"),
            ("KAFKA_SESSION_TIMEOUT_MS", String(sessionMilliseconds)),
            ("KAFKA_HEARTBEAT_INTERVAL_MS", "500"),
            ("KAFKA_FETCH_WAIT_MAX_MS", "10"),
            ("KAFKA_RECONNECT_BACKOFF_MS", "20"),
            ("KAFKA_RECONNECT_BACKOFF_MAX_MS", "500"),
            ("KAFKA_MAX_IN_FLIGHT", String(requestsInFlight)),
            ("TOPICS_PARTITIONS", String(Self.partitions)),
            ("LANE_TRIM_INTERVAL", "1s"),
            ("LOG_LEVEL", "info"),
            ("LOG_FORMAT", "text"),
            ("ADMIN_DATABASE_CONNINFO", database.adminConninfo),
            ("DATABASE_CONNINFO", database.serverConninfo),
            ("OPERATOR_DATABASE_PASSWORD", Self.password("operator")),
            // Less than a late biller takes: time-outs are part of every run.
            ("BILLING_REQUEST_TIMEOUT", "1s"),
            ("BILLING_RETRY_FIRST", "200ms"),
            ("BILLING_RETRY_LONGEST", "2s"),
            ("BILLING_BREAKER_PAUSE", "1s"),
            ("NOTIFICATION_TRANSPORT", "smtp"),
            ("NOTIFICATION_SMTP_HOST", "127.0.0.1"),
            ("NOTIFICATION_SMTP_PORT", String(mailPort)),
            ("NOTIFICATION_SMTP_TLS", "off"),
            ("NOTIFICATION_SMTP_TIMEOUT", "2s"),
            ("NOTIFICATION_RETRY_FIRST", "200ms"),
            ("NOTIFICATION_RETRY_LONGEST", "2s"),
            // The few customers of a run pay each other all the time.
            ("NOTIFICATION_LIMIT_RECIPIENT", "1000000000"),
            ("NOTIFICATION_LIMIT_CAUSE", "1000000000"),
            ("WEBHOOK_ROOT_SECRET", "the torture's endpoints are none of anybody's"),
            ("WEBHOOK_TLS", "optional"),
            ("WEBHOOK_PORTS", "any"),
            ("WEBHOOK_NETWORKS", "127.0.0.0/8"),
            ("WEBHOOK_REQUEST_TIMEOUT", "1s"),
            ("WEBHOOK_RETRY_FIRST", "200ms"),
            ("WEBHOOK_RETRY_LONGEST", "2s"),
            ("WEBHOOK_BREAKER_PAUSE", "1s"),
            // Longer than a run: what follows from a debit comes after it.
            ("WEBHOOK_ORDER_WAIT", "1h"),
        ]
            + Databases.workers.map { ("\($0.uppercased())_DATABASE_PASSWORD", Self.password($0)) }
    }

    /// A request that "timed out" counts as delivered when the next one of its partition succeeds, as a broker would
    /// refuse that one had it lost the first. The embedded broker does not look at sequence numbers: it loses messages
    /// so, unless each request is alone.
    private var requestsInFlight: Int { configuration.bootstrapServers == nil ? 1 : 5 }

    /// The group takes this long to give a killed process's lanes to the next one, and where one process after another
    /// dies, most of the time is spent on that. Real brokers allow no less than 6 s.
    private var sessionMilliseconds: Int {
        configuration.bootstrapServers == nil && !configuration.stages.isEmpty ? 3_000 : 6_000
    }

    /// The server is private, lives as long as the run, and holds made-up money.
    private static func password(_ role: String) -> String { "torture-\(role)" }
}
