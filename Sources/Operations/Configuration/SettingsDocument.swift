import Settings

/// docs/settings.md: every setting, from the table that the program itself reads.
public enum SettingsDocument {
    public static var markdown: String {
        var text = introduction
        for group in groups {
            text += "\n## \(group.title)\n\n| setting | value | default | meaning |\n|---|---|---|---|\n"
            for key in SettingKey.table where group.holds(key.name) { text += row(key) }
        }
        return text
    }

    private static func row(_ key: SettingKey) -> String {
        let file = key.fileName == nil ? "" : "; or `\(key.name).file`"
        let standard = key.standard.map { "`\($0)`" } ?? ""
        let cells = ["`\(key.name)`", escaped(key.kind.description) + file, standard, escaped(key.meaning)]
        return "| " + cells.joined(separator: " | ") + " |\n"
    }

    private static func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }

    private static let groups: [(title: String, holds: @Sendable (String) -> Bool)] = [
        ("Process", { $0.hasPrefix("instance.") || $0.hasPrefix("log.") }),
        (
            "Metrics, health and traces",
            { $0.hasPrefix("metrics.") || $0.hasPrefix("health.") || $0.hasPrefix("traces.") }
        ),
        ("Kafka and topics", { $0.hasPrefix("kafka.") || $0.hasPrefix("topics.") }),
        (
            "Databases",
            { name in
                name.contains("database.") || name.hasPrefix("operator.")
            }
        ),
        ("Lanes", { $0.hasPrefix("lane.") }),
        ("Billers", { $0.hasPrefix("billing.") && !$0.contains("database.") }),
        ("Mail", { $0.hasPrefix("notification.") && !$0.contains("database.") }),
        ("Webhooks", { $0.hasPrefix("webhook.") && !$0.contains("database.") }),
        (
            "Gateway",
            { name in
                (name.hasPrefix("gateway.") || name.hasPrefix("identity.")) && !name.contains("database.")
            }
        ),
    ]

    private static let introduction = """
        # Settings

        Every setting can be given in four places. The first that has it wins:

        1. a flag, `--set key=value`;
        2. the environment: `kafka.bootstrap.servers` is `KAFKA_BOOTSTRAP_SERVERS`. An empty variable counts as none;
        3. the environment file, lines of `NAME=value`: the one named by `--env-file` or `GIRO_ENV_FILE`, else
           `.giro/giro.env` in the working directory when it is there. `giro up` writes it;
        4. the configuration file named by `--config` or `GIRO_CONFIG`: JSON or YAML, nested or with dotted names.

        Secrets can be read from a file: `<key>.file` names it, as `WALLET_DATABASE_PASSWORD_FILE` in the environment.
        What cannot be used ends the program with exit code 78 and a line for each mistake. An unknown name is a
        mistake in a flag and in the configuration file. `giro config` shows what is in force and where it comes from.

        Every property of librdkafka is a setting too, as `kafka.<property>`: `kafka.security.protocol`,
        `kafka.ssl.ca.location`, `kafka.sasl.password`, `kafka.client.rack`. Those that exactly-once rests on are set by
        the engine: `group.id`, `transactional.id`, `enable.idempotence`, `enable.auto.commit`,
        `enable.auto.offset.store`, `auto.offset.reset`, `isolation.level`.

        This page is made by `giro config --markdown`.

        """
}
