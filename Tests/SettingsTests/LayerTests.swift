import Settings
import Testing

@Suite("Where settings come from")
struct LayerTests {
    private let key = SettingKey.named("kafka.mode")

    @Test("nothing given: the default")
    func standard() throws {
        let value = try #require(try Fixture.load()[key])
        #expect(value.text == "transactional")
        #expect(value.origin == .standard)
    }

    @Test(
        "flag over environment over environment file over configuration file over default",
        arguments: [0, 1, 2, 3])
    func order(strongest: Int) throws {
        // The strongest layer says idempotent, those below it the other word.
        func word(_ layer: Int) -> String { layer == strongest ? "idempotent" : "transactional" }
        let settings = try Fixture.load(
            flags: strongest <= 0 ? ["kafka.mode=\(word(0))"] : [],
            environment: strongest <= 1 ? ["KAFKA_MODE": word(1)] : [:],
            files: [
                ".giro/giro.env": strongest <= 2 ? "KAFKA_MODE=\(word(2))\n" : "",
                "giro.json": "{\"kafka\": {\"mode\": \"\(word(3))\"}}",
            ], configurationFile: "giro.json")
        let value = try #require(settings[key])
        #expect(value.text == "idempotent")
        let origins: [SettingOrigin] = [
            .flag, .environment, .environmentFile(".giro/giro.env"), .file("giro.json"),
        ]
        #expect(value.origin == origins[strongest])
    }

    @Test("an empty environment variable counts as none")
    func emptyVariable() throws {
        #expect(try Fixture.load(environment: ["KAFKA_MODE": ""])[key]?.origin == .standard)
    }

    @Test("GIRO_CONFIG and GIRO_ENV_FILE name the files")
    func namedFiles() throws {
        let settings = try Fixture.load(
            environment: ["GIRO_CONFIG": "conf/g.yaml", "GIRO_ENV_FILE": "other.env"],
            files: [
                "conf/g.yaml": "lane:\n  batch.items: 7\ntopics:\n  partitions: 9\n",
                "other.env": "TOPICS_PARTITIONS=4\n",
                ".giro/giro.env": "TOPICS_PARTITIONS=5\n",
            ])
        #expect(settings.topicPartitions == 4)
        #expect(settings.engineConfiguration(for: "wallet").batchItems == 7)
    }

    @Test(
        "JSON and YAML: nested and dotted names, numbers and words",
        arguments: [
            (
                "f.json",
                "{\"lane\": {\"batch\": {\"items\": 12}}, \"kafka.ssl.ca.location\": \"/x\", \"log.level\": \"debug\"}"
            ),
            ("f.yaml", "lane:\n  batch:\n    items: 12\nkafka.ssl.ca.location: /x\nlog.level: debug\n"),
        ])
    func files(name: String, text: String) throws {
        let settings = try Fixture.load(files: [name: text], configurationFile: name)
        #expect(settings.engineConfiguration(for: "wallet").batchItems == 12)
        #expect(settings.kafka.properties["ssl.ca.location"] == "/x")
        #expect(settings.logLevel == .debug)
    }

    @Test("every environment name stands for one setting only")
    func uniqueEnvironmentNames() {
        let names = SettingKey.table.flatMap { [$0.name, $0.fileName].compactMap { $0 } }
        let environmentNames = names.map { $0.uppercased().replacing(".", with: "_") }
        #expect(Set(environmentNames).count == names.count)
        for key in SettingKey.table { #expect(environmentNames.contains(key.environmentName)) }
    }

    @Test("every default is a valid value of its setting")
    func validDefaults() throws {
        let flags = SettingKey.table.compactMap { key in key.standard.map { "\(key.name)=\($0)" } }
        let settings = try Fixture.load(flags: flags)
        #expect(settings.all.count == flags.count)
    }
}

extension SettingKey {
    static func named(_ name: String) -> SettingKey {
        guard let key = table.first(where: { $0.name == name }) else { preconditionFailure("no setting \(name)") }
        return key
    }
}
