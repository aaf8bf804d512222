/// The house's rules in tables: what each target may import, how long things may be, and what is excused, with reasons.
enum House {
    static let maximumLineLength = 120
    static let maximumFileLines = 300
    static let maximumFunctionLines = 90

    /// Modules of the platform that any target may use: no Foundation among them.
    static let platform: Set<String> = ["Glibc", "Synchronization"]

    /// Wrappers of C libraries. Each belongs to one target; see `imports`.
    static let native: Set<String> = ["CRdKafka", "CLibPQ", "CCurl", "CSimdjson", "CArgon2"]

    private static let workerImports: Set<String> = [
        "CloudEvents", "Lane", "Messages", "Metrics", "Payments", "Postgres",
    ]

    /// Targets held to exactly these imports (and `platform`). They are Foundation-free and know nothing downstream.
    static let imports: [String: Set<String>] = [
        "CloudEvents": [],
        "Payments": [],
        "Kafka": ["CRdKafka", "Logging"],
        "Postgres": ["CLibPQ", "Logging"],
        "Messages": ["CloudEvents", "Payments", "CSimdjson"],
        "Curl": ["CCurl"],
        "Lane": [
            "CloudEvents", "Kafka", "Postgres", "Logging", "Metrics", "DequeModule", "HeapModule", "ServiceLifecycle",
        ],
        "WalletWorker": workerImports,
        "BillingWorker": workerImports.union(["Curl", "Logging"]),
        "PaymentWorker": workerImports,
        "NotificationWorker": workerImports.union(["Curl", "Mustache"]),
        "Webhooks": ["Crypto", "FoundationEssentials", "Payments"],
        "WebhookWorker": workerImports.union(["Curl", "Webhooks"]),
        // Foundation for one thing: NFKC, which passwords are hashed in.
        "Identity": [
            "CArgon2", "Crypto", "Dispatch", "Foundation", "FoundationEssentials", "JWTKit", "Messages", "Payments",
            "Postgres",
        ],
        "Model": ["Payments"],
    ]

    /// Targets at the end of the data's way: they may import anything but the native modules.
    static let openTargets: Set<String> = [
        "Bench", "BillerSimulator", "Gateway", "Observability", "Operations", "PrivatePostgres", "Settings", "Stack",
        "Torture", "giro",
    ]

    /// Targets without a test target of their own, and what tests them instead.
    static let testedElsewhere: [String: String] = [
        "CRdKafka": "a module map; KafkaTests",
        "CLibPQ": "a module map; PostgresTests",
        "CCurl": "a module map and a shim header; CurlTests",
        "CSimdjson": "a shim; MessagesTests",
        "CArgon2": "a module map and a shim header; IdentityTests",
        "PrivatePostgres": "PostgresTests",
        "CloudEvents": "one struct without behaviour; MessagesTests and LaneTests",
        "giro": "thin; its commands are tested as processes by the end to end tests",
    ]

    /// Names that say nothing about what is inside.
    static let junkDrawers: Set<String> = ["utils", "util", "helpers", "helper", "common", "misc", "stuff", "shared"]

    /// Escapes from the compiler's checks and ways to end the process: each needs its reason beside it.
    static let escapes = ["@unchecked Sendable", "nonisolated(unsafe)"]
    static let sourceEscapes = ["try!", "fatalError(", "unsafeBitCast(", "@preconcurrency import"]

    /// Marks of work left undone.
    static let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

    /// Also a code of ISO 4217 (no currency): a mark only with a colon behind it.
    static let unfinishedWithColon: Set<String> = ["XX" + "X"]
}
