import Kafka

/// librdkafka's own properties: `kafka.<property>`, all of them but those that exactly-once rests on.
extension SettingKey {
    /// What the engine sets itself, whatever the configuration says.
    static let keptByTheEngine: Set<String> = [
        "group.id", "transactional.id", "enable.idempotence", "enable.auto.commit", "enable.auto.offset.store",
        "auto.offset.reset", "isolation.level",
    ]

    /// The properties that can be set, by the running librdkafka; those already in `table` are left out.
    static let kafkaProperties: [SettingKey] = ClientConfiguration.propertyNames().filter { property in
        !keptByTheEngine.contains(property) && !isPointer(property) && "kafka.\(property)" != kafkaBootstrapServers.name
    }.map { property in
        SettingKey(
            "kafka.\(property)", .text, secrecy: ClientConfiguration.isSecret(property) ? .secret : .open,
            "librdkafka's \(property)")
    }

    /// Call-backs and handles of the C interface are listed among the properties; no text can be their value. They are
    /// the ones with an underscore, but for one.
    private static func isPointer(_ property: String) -> Bool {
        (property.contains("_") && property != "log_level") || property == "opaque" || property == "interceptors"
    }
}
