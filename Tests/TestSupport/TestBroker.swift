import Foundation
import Kafka
import Logging

/// The Kafka that tests talk to: the cluster named by `KAFKA_BOOTSTRAP_SERVERS`, else the embedded broker.
public final class TestBroker: Sendable {
    /// Whether a real broker is behind it, with transactions, fencing and an admin API.
    public static let isReal = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"] != nil

    public let bootstrapServers: String
    /// `nil` with a real broker.
    public let embedded: EmbeddedBroker?

    public init(brokers: Int32 = 1) throws {
        if let servers = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"] {
            bootstrapServers = servers
            embedded = nil
        } else {
            let broker = try EmbeddedBroker(brokers: brokers, logger: Self.quiet)
            embedded = broker
            bootstrapServers = broker.bootstrapServers
        }
    }

    /// Short session and fetch waits, as the embedded broker needs them (docs/architecture.md).
    public var configuration: ClientConfiguration { Self.configuration(bootstrapServers) }

    /// The same for a process that has no broker of its own.
    public static func configuration(
        _ bootstrapServers: String, sessionMilliseconds: Int = 6_000
    ) -> ClientConfiguration {
        ClientConfiguration(
            properties: [
                "bootstrap.servers": bootstrapServers, "session.timeout.ms": "\(sessionMilliseconds)",
                "heartbeat.interval.ms": "500", "fetch.wait.max.ms": "10", "reconnect.backoff.ms": "20",
                "reconnect.backoff.max.ms": "200",
            ], logger: quiet)
    }

    /// Makes a topic with a name of its own and returns the name.
    public func makeTopic(_ name: String, partitions: Int32 = 2) throws -> String {
        let unique = "\(name).\(UInt32.random(in: 0...UInt32.max))"
        try makeTopic(named: unique, partitions: partitions)
        return unique
    }

    public func makeTopic(named name: String, partitions: Int32) throws {
        if let embedded {
            try embedded.createTopic(name, partitions: partitions)
        } else {
            _ = try Admin(configuration).createTopics(
                [.init(name: name, partitions: partitions, replicationFactor: 1)], timeoutMilliseconds: 10_000)
        }
    }

    public static var quiet: Logger {
        var logger = Logger(label: "test")
        let level = ProcessInfo.processInfo.environment["GIRO_TEST_LOG"].flatMap(Logger.Level.init(rawValue:))
        logger.logLevel = level ?? .critical
        return logger
    }
}
