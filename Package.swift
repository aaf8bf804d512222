// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order in which data flows: topics -> Kafka -> Lane -> workers -> Postgres -> Lane -> Kafka ->
// topics.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "giro",
    products: [
        .executable(name: "giro", targets: ["giro"]),
        .library(name: "CloudEvents", targets: ["CloudEvents"]),
        .library(name: "Kafka", targets: ["Kafka"]),
        .library(name: "Postgres", targets: ["Postgres"]),
        .library(name: "Lane", targets: ["Lane"]),
    ],
    dependencies: [
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.0.0", traits: ["JSON", "YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.1.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.0.0"),
    ],
    targets: [
        // C libraries, nothing else
        .systemLibrary(name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),

        // what messages are, and the rules of money
        .target(name: "CloudEvents", swiftSettings: strict),
        .target(name: "Payments", swiftSettings: strict),
        .target(name: "Messages", dependencies: ["CloudEvents", "Payments", "CSimdjson"], swiftSettings: strict),

        .target(
            name: "Webhooks", dependencies: ["Payments", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),

        // bindings
        .target(name: "Kafka", dependencies: ["CRdKafka", logging], swiftSettings: strict),
        .target(name: "Postgres", dependencies: ["CLibPQ", logging], swiftSettings: strict),
        .target(name: "Curl", dependencies: ["CCurl"], swiftSettings: strict),
        .target(name: "PrivatePostgres", dependencies: [logging], swiftSettings: strict),

        // the engine
        .target(
            name: "Lane",
            dependencies: [
                "CloudEvents", "Kafka", "Postgres", logging, metrics, lifecycle,
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            resources: [.embedInCode("Migrations")], swiftSettings: strict),

        // the workers
        .target(
            name: "WalletWorker", dependencies: ["CloudEvents", "Lane", "Messages", "Payments", "Postgres", metrics],
            resources: [.embedInCode("Migrations")], swiftSettings: strict),
        .target(
            name: "BillingWorker",
            dependencies: ["CloudEvents", "Curl", "Lane", "Messages", "Payments", "Postgres", logging, metrics],
            resources: [.embedInCode("Migrations")], swiftSettings: strict),
        .target(
            name: "PaymentWorker", dependencies: ["CloudEvents", "Lane", "Messages", "Payments", "Postgres", metrics],
            resources: [.embedInCode("Migrations")], swiftSettings: strict),
        .target(
            name: "NotificationWorker",
            dependencies: [
                "CloudEvents", "Curl", "Lane", "Messages", "Payments", "Postgres", metrics,
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [.embedInCode("Migrations"), .embedInCode("Templates")], swiftSettings: strict),

        .target(
            name: "WebhookWorker",
            dependencies: ["CloudEvents", "Curl", "Lane", "Messages", "Payments", "Postgres", "Webhooks"],
            resources: [.embedInCode("Migrations")], swiftSettings: strict),

        // people and programs, and what they reach it all through
        .target(
            name: "Identity",
            dependencies: [
                "CArgon2", "Messages", "Payments", "Postgres", logging,
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "JWTKit", package: "jwt-kit"),
            ],
            resources: [.embedInCode("Migrations"), .embedInCode("Passwords/Data")], swiftSettings: strict),
        .target(
            name: "Gateway",
            dependencies: [
                "CloudEvents", "Identity", "Kafka", "Messages", "Payments", "Postgres", "Webhooks", logging, metrics,
                lifecycle,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"), .product(name: "Yams", package: "Yams"),
            ],
            resources: [
                .embedInCode("Migrations"), .embedInCode("Pages/openapi.yaml"), .embedInCode("Pages/api.html"),
                .embedInCode("Pages/statement.mustache"),
            ], swiftSettings: strict),

        // what runs and looks after them
        .target(
            name: "Settings",
            dependencies: [
                "CloudEvents", "Kafka", "Lane", "Payments", "Postgres", logging, metrics,
                .product(name: "Configuration", package: "swift-configuration"),
            ], swiftSettings: strict),
        .target(
            name: "Operations",
            dependencies: [
                "BillingWorker", "CloudEvents", "Kafka", "Lane", "Messages", "NotificationWorker", "PaymentWorker",
                "Payments",
                "Postgres", "Settings", "WalletWorker", "WebhookWorker", "Webhooks",
            ],
            resources: [.embedInCode("Migrations")], swiftSettings: strict),
        .target(
            name: "Observability",
            dependencies: [
                "Curl", "Lane", logging, metrics, lifecycle, .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
            ], swiftSettings: strict),
        .target(name: "Model", dependencies: ["Payments"], swiftSettings: strict),
        .target(
            name: "BillerSimulator",
            dependencies: [logging, lifecycle, .product(name: "Hummingbird", package: "hummingbird")],
            swiftSettings: strict),
        .target(
            name: "Stack",
            dependencies: [
                "BillerSimulator", "BillingWorker", "Curl", "Gateway", "Identity", "Kafka", "Lane", "Messages", "Model",
                "NotificationWorker", "Operations", "PaymentWorker", "Payments", "Postgres", "PrivatePostgres",
                "Settings", "WalletWorker", "WebhookWorker", "Webhooks",
                logging, lifecycle,
            ], swiftSettings: strict),
        .target(
            name: "Torture",
            dependencies: [
                "BillerSimulator", "CloudEvents", "Kafka", "Lane", "Messages", "Model", "Operations", "PaymentWorker",
                "Payments", "Postgres", "PrivatePostgres", "Settings", "WalletWorker",
            ], swiftSettings: strict),
        .target(
            name: "Bench",
            dependencies: [
                "CloudEvents", "Kafka", "Messages", "Operations", "Payments", "Postgres", "Settings", "Stack", logging,
                lifecycle,
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "giro",
            dependencies: [
                "Bench", "BillerSimulator", "Gateway", "Identity", "Kafka", "Messages", "Observability", "Operations",
                "Payments", "Postgres", "PrivatePostgres", "Settings", "Stack", "Torture", arguments, logging,
                lifecycle,
            ],
            swiftSettings: strict),

        // tests
        .target(
            name: "TestSupport", dependencies: ["Kafka", "Postgres", "PrivatePostgres", logging],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        .target(
            name: "DecoderFuzz",
            dependencies: [
                "BillingWorker", "CloudEvents", "Curl", "Kafka", "Lane", "Messages", "Operations", "Payments",
                "Postgres", "Settings",
            ],
            path: "Tests/DecoderFuzz", exclude: ["Corpus"], swiftSettings: strict),
        test("PaymentsTests", ["Payments", "TestSupport"]),
        test("MessagesTests", ["CloudEvents", "Messages", "Payments", "TestSupport"]),
        test("KafkaTests", ["Kafka", "TestSupport"]),
        test("PostgresTests", ["Postgres", "PrivatePostgres", logging]),
        test("CurlTests", ["BillerSimulator", "Curl", "TestSupport"]),
        test("LaneTests", ["CloudEvents", "Kafka", "Lane", "Postgres", "PrivatePostgres", "TestSupport", logging]),
        test(
            "WalletWorkerTests",
            [
                "CloudEvents", "Lane", "Messages", "Payments", "Postgres", "PrivatePostgres", "TestSupport",
                "WalletWorker",
            ]),
        test(
            "BillingWorkerTests",
            [
                "BillerSimulator", "BillingWorker", "CloudEvents", "Curl", "Lane", "Messages", "Payments", "Postgres",
                "PrivatePostgres",
            ]),
        test(
            "PaymentWorkerTests",
            ["CloudEvents", "Lane", "Messages", "PaymentWorker", "Payments", "Postgres", "PrivatePostgres"]),
        test(
            "NotificationWorkerTests",
            [
                "CloudEvents", "Curl", "Lane", "Messages", "NotificationWorker", "Payments", "Postgres",
                "PrivatePostgres", "TestSupport",
            ]),
        test("WebhooksTests", ["Payments", "TestSupport", "Webhooks"]),
        test(
            "WebhookWorkerTests",
            [
                "CloudEvents", "Curl", "Lane", "Messages", "Payments", "Postgres", "PrivatePostgres", "TestSupport",
                "WebhookWorker", "Webhooks",
            ]),
        test("BillerSimulatorTests", ["BillerSimulator", "Curl"]),
        test("ModelTests", ["Messages", "Model", "Payments"]),
        test("SettingsTests", ["Kafka", "Lane", "Settings", logging]),
        test(
            "OperationsTests",
            [
                "Kafka", "Messages", "Operations", "Payments", "Postgres", "PrivatePostgres", "Settings", "Stack",
                "TestSupport", "Torture", logging,
            ]),
        test(
            "TortureTests",
            ["BillerSimulator", "DecoderFuzz", "Lane", "Model", "Operations", "Payments", "Torture", "giro"]),
        .testTarget(
            name: "ObservabilityTests",
            dependencies: ["Curl", "Lane", "Observability", "TestSupport", "giro", logging, metrics, lifecycle],
            exclude: ["Support/collector.py"], swiftSettings: strict),
        test(
            "IdentityTests",
            [
                "Identity", "Payments", "Postgres", "TestSupport", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        test(
            "GatewayTests",
            [
                "Gateway", "Identity", "Kafka", "Operations", "Payments", "Postgres", "Settings", "Stack",
                "TestSupport", "giro", logging,
            ]
        ),
        test(
            "StackTests",
            [
                "BillerSimulator", "Kafka", "Messages", "Model", "Operations", "Payments", "Postgres",
                "PrivatePostgres", "Settings", "Stack", "TestSupport", "WalletWorker", "giro", lifecycle, logging,
            ]),
        test("DeployTests", ["TestSupport", "giro"]),
        test(
            "BenchTests",
            [
                "Bench", "BillingWorker", "CloudEvents", "Lane", "Messages", "Operations", "PaymentWorker", "Payments",
                "Postgres", "PrivatePostgres", "WalletWorker",
            ]),
        test("TidyTests", []),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

/// A target of tests; named for the target it mirrors.
func test(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}
