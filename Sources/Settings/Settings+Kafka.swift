import Kafka
import Lane
import Logging

extension Settings {
    /// How to reach the brokers: every `kafka.<property>`.
    public var kafka: ClientConfiguration {
        var properties = ["bootstrap.servers": requiredText(.kafkaBootstrapServers)]
        for key in SettingKey.kafkaProperties {
            properties[String(key.name.dropFirst("kafka.".count))] = text(key)
        }
        return ClientConfiguration(properties: properties, logger: Logger(label: "giro.kafka"))
    }

    public var kafkaMode: EngineConfiguration.Mode { choice(.kafkaMode, as: EngineConfiguration.Mode.self) }

    public var topicPartitions: Int { integer(.topicsPartitions) }

    /// -1: the broker's own default.
    public var topicReplicationFactor: Int { integer(.topicsReplicationFactor) }
}
