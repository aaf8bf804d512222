import CRdKafka
import Logging

/// Settings of one librdkafka client.
///
/// `properties` are librdkafka's own names and values (CONFIGURATION.md of librdkafka): TLS, SASL, `client.rack` and
/// all the rest pass through untouched and win over what this module sets itself.
public struct ClientConfiguration: Sendable {
    public var properties: [String: String]
    public var logger: Logger
    /// Called from a librdkafka thread with the statistics document, every `statistics.interval.ms`.
    public var onStatistics: (@Sendable (Statistics) -> Void)?

    public init(properties: [String: String], logger: Logger, onStatistics: (@Sendable (Statistics) -> Void)? = nil) {
        self.properties = properties
        self.logger = logger
        self.onStatistics = onStatistics
    }

    public init(bootstrapServers: String, logger: Logger) {
        self.init(properties: ["bootstrap.servers": bootstrapServers], logger: logger)
    }

    /// These settings with `defaults` below them.
    func over(_ defaults: [String: String]) -> ClientConfiguration {
        var merged = self
        merged.properties = defaults.merging(properties) { _, chosen in chosen }
        return merged
    }

    /// Every property name that the running librdkafka knows; what configuration can set.
    public static func propertyNames() -> [String] {
        let conf = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(conf) }
        var count = 0
        guard let dump = rd_kafka_conf_dump(conf, &count) else { return [] }
        defer { rd_kafka_conf_dump_free(dump, count) }
        let dumped = stride(from: 0, to: count, by: 2).compactMap { dump[$0].map { String(cString: $0) } }
        return Set(dumped + propertiesWithoutDefault + aliases).sorted()
    }

    /// Names whose values are secrets: never logged, masked by `giro config`.
    public static func isSecret(_ property: String) -> Bool {
        property.hasSuffix("password") || property.hasSuffix(".pem") || property == "sasl.oauthbearer.client.secret"
            || property == "sasl.oauthbearer.config"
    }

    /// `rd_kafka_conf_dump` leaves out what has no default. Source: librdkafka 2.0.2, CONFIGURATION.md.
    private static let propertiesWithoutDefault = [
        "bootstrap.servers", "client.rack", "debug", "group.instance.id", "plugin.library.paths",
        "sasl.username", "sasl.password", "sasl.kerberos.keytab", "sasl.oauthbearer.config",
        "sasl.oauthbearer.client.id", "sasl.oauthbearer.client.secret", "sasl.oauthbearer.extensions",
        "sasl.oauthbearer.scope", "sasl.oauthbearer.token.endpoint.url",
        "ssl.ca.location", "ssl.ca.pem", "ssl.certificate.location", "ssl.certificate.pem", "ssl.cipher.suites",
        "ssl.crl.location", "ssl.curves.list", "ssl.engine.location", "ssl.key.location", "ssl.key.password",
        "ssl.key.pem",
        "ssl.keystore.location", "ssl.keystore.password", "ssl.sigalgs.list", "transactional.id",
    ]

    /// Second names, the better known ones, which the dump leaves out too.
    private static let aliases = [
        "acks", "compression.type", "delivery.timeout.ms", "linger.ms", "max.in.flight", "retries", "sasl.mechanism",
    ]
}
