extension SettingKey {
    /// Every setting but librdkafka's own properties, in the order in which people are shown them.
    public static let table: [SettingKey] =
        general + observability + kafka + database + (workers + services).flatMap(ofWorker) + reader + lane + billing
        + notification + webhook + gateway

    /// The workers that have settings of their own.
    public static let workers = ["wallet", "billing", "payment", "notification", "webhook"]

    /// What serves requests and has a schema of its own.
    public static let services = ["identity", "gateway"]

    private static let general = [instanceName, logLevel, logFormat]
    private static let observability = [metricsListen, healthStuckAfter, tracesEndpoint, tracesSample, tracesHeaders]
    private static let kafka = [kafkaBootstrapServers, kafkaMode, topicsPartitions, topicsReplicationFactor]
    private static let database = [
        databaseConninfo, databaseStatementTimeout, databaseLockTimeout, databaseIdleTimeout, databaseConnectTimeout,
        adminConninfo, operatorName, operatorConninfo, operatorPassword, operatorStatementTimeout,
    ]
    private static let lane = [
        laneBatchItems, laneBacklogRows, lanePublishRows, lanePoll, laneGather, laneConcurrentCalls,
        laneCallsInMemory, lanePoisonAttempts, laneDrainTimeout, laneStopTimeout, laneOutboxRetention, laneTrimInterval,
        laneClusterChange,
        laneRepublishRows,
    ]

    private static let reader = [readerPassword, readerConninfo]

    private static func ofWorker(_ worker: String) -> [SettingKey] {
        [workerPassword(worker), workerConninfo(worker), workerAdminConninfo(worker)]
    }
}

extension SettingKey {
    static let instanceName = SettingKey(
        "instance.name", .text,
        "names this process among those of the same worker; stable over restarts (default: host name and worker)")
    static let logLevel = SettingKey(
        "log.level", .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]), standard: "info",
        "the least that is logged")
    static let logFormat = SettingKey(
        "log.format", .choice(["auto", "json", "text"]), standard: "auto",
        "a JSON object per line, or text for people; auto: text on a terminal")

    static let kafkaBootstrapServers = SettingKey(
        "kafka.bootstrap.servers", .text, standard: "localhost:9092",
        "brokers to begin with, host:port separated by commas")
    static let kafkaMode = SettingKey(
        "kafka.mode", .choice(["transactional", "idempotent"]), standard: "transactional",
        "idempotent is for brokers without transactional offsets, such as the embedded one")
    static let topicsPartitions = SettingKey(
        "topics.partitions", .integer(1...10_000), standard: "6", "partitions of every topic")
    static let topicsReplicationFactor = SettingKey(
        "topics.replication.factor", .integer(-1...100), standard: "-1",
        "replicas of topics made by giro topics apply; -1: the broker's default")

    static let databaseConninfo = SettingKey(
        "database.conninfo", .text, standard: "host=localhost dbname=giro", secrecy: .connection,
        "libpq connection string without a user; each worker's role is added")
    static let databaseStatementTimeout = SettingKey(
        "database.statement.timeout", .duration(limits), standard: "30s", "the longest a worker's statement may take")
    static let databaseLockTimeout = SettingKey(
        "database.lock.timeout", .duration(limits), standard: "10s", "the longest a worker waits for one lock")
    static let databaseIdleTimeout = SettingKey(
        "database.idle.timeout", .duration(limits), standard: "30s",
        "the longest a worker's transaction may sit between two statements")
    static let databaseConnectTimeout = SettingKey(
        "database.connect.timeout", .duration(limits), standard: "10s", "the longest an attempt to connect may take")
    static let adminConninfo = SettingKey(
        "admin.database.conninfo", .text, secrecy: .connection,
        "who makes schemas and roles (default: database.conninfo)")
    static let operatorName = SettingKey(
        "operator.name", .text, "who the operations log says did something (default: user and host)")
    static let operatorConninfo = SettingKey(
        "operator.database.conninfo", .text, secrecy: .connection,
        "complete connection string of operators' commands (default: the workers' with role giro_operator)")
    static let operatorPassword = SettingKey(
        "operator.database.password", .text, secrecy: .secret,
        "password of the role giro_operator, which reads, and adds to the operations log")
    static let operatorStatementTimeout = SettingKey(
        "operator.statement.timeout", .duration(limits), standard: "5min",
        "the longest a statement of status, trace and audit may take")

    static func workerPassword(_ worker: String) -> SettingKey {
        SettingKey(
            "\(worker).database.password", .text, secrecy: .secret, "password of the role giro_\(worker)")
    }
    static func workerConninfo(_ worker: String) -> SettingKey {
        SettingKey(
            "\(worker).database.conninfo", .text, secrecy: .connection,
            "complete connection string of giro_\(worker), instead of database.conninfo")
    }
    static func workerAdminConninfo(_ worker: String) -> SettingKey {
        SettingKey(
            "\(worker).admin.database.conninfo", .text, secrecy: .connection,
            "who makes the schema \(worker) and its role, where its database is another")
    }

    /// Zero is no limit.
    private static let limits: ClosedRange<Duration> = .zero ... .seconds(86_400)
}
