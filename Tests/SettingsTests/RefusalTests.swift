import Settings
import Testing

@Suite("Settings that cannot be used")
struct RefusalTests {
    @Test("all that is wrong is said at once")
    func together() {
        let problems = Fixture.problems(
            flags: ["kafka.mode=sometimes", "lane.batch.items=0", "lane.stop.timeout=soon", "topics.partitions=many"])
        #expect(
            Set(problems) == [
                "kafka.mode invalid_value", "lane.batch.items invalid_value", "lane.stop.timeout invalid_value",
                "topics.partitions invalid_value",
            ])
    }

    @Test("the error names the setting, what it takes, the value and its origin")
    func sentence() {
        #expect(
            throws: SettingsError([
                .init(
                    .invalidValue, "kafka.mode",
                    "must be transactional | idempotent, not \"sometimes\" (from environment)")
            ])
        ) { try Fixture.load(environment: ["KAFKA_MODE": "sometimes"]) }
    }

    @Test("a secret's value is in no error")
    func secretInError() {
        let settings = { try Fixture.load(flags: ["billing.tokens=hunter2"]) }
        let error = #expect(throws: SettingsError.self) { try settings() }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("a mistyped name in a flag or a file is refused, with the name that was meant")
    func unknownName() {
        let error = #expect(throws: SettingsError.self) {
            try Fixture.load(
                flags: ["kafka.bootstrap.server=x"], files: ["g.json": "{\"lane\": {\"batch.item\": 1}}"],
                configurationFile: "g.json")
        }
        #expect(error?.problems.map(\.code) == [.unknownKey, .unknownKey])
        #expect(error?.description.contains("did you mean kafka.bootstrap.servers?") == true)
        #expect(error?.description.contains("did you mean lane.batch.items?") == true)
    }

    @Test(
        "what exactly-once rests on is the engine's to set",
        arguments: ["group.id", "transactional.id", "isolation.level"])
    func reserved(property: String) {
        #expect(Fixture.problems(flags: ["kafka.\(property)=x"]) == ["kafka.\(property) reserved_key"])
    }

    @Test("a secret given twice in one place is refused; from a higher place it wins")
    func twice() throws {
        let file = ["pw": "from-file\n"]
        #expect(
            Fixture.problems(
                flags: ["wallet.database.password=a", "wallet.database.password.file=pw"], files: file)
                == ["wallet.database.password given_twice"])
        let settings = try Fixture.load(
            flags: ["wallet.database.password.file=pw"], environment: ["WALLET_DATABASE_PASSWORD": "lower"], files: file
        )
        #expect(settings.workerPassword("wallet") == "from-file")
    }

    @Test("files that are missing or are not what they say")
    func badFiles() {
        #expect(Fixture.problems(configurationFile: "none.json") == ["none.json unreadable_file"])
        #expect(Fixture.problems(files: ["b.json": "{"], configurationFile: "b.json") == ["b.json invalid_file"])
        #expect(Fixture.problems(files: ["b.yaml": "- 1"], configurationFile: "b.yaml") == ["b.yaml invalid_file"])
        #expect(Fixture.problems(files: ["b.ini": "x=1"], configurationFile: "b.ini") == ["b.ini invalid_file"])
        #expect(Fixture.problems(files: [".giro/giro.env": "nonsense"]) == [".giro/giro.env invalid_file"])
        #expect(
            Fixture.problems(environment: ["OPERATOR_DATABASE_PASSWORD_FILE": "none"])
                == ["operator.database.password.file unreadable_file"])
        #expect(
            Fixture.problems(files: ["b.json": "{\"log.level\": [\"info\"]}"], configurationFile: "b.json")
                == ["log.level invalid_value"])
    }

    @Test("settings that contradict each other")
    func contradictions() {
        #expect(
            Fixture.problems(flags: ["billing.retry.first=10min"]) == ["billing.retry.longest invalid_value"])
        #expect(
            Fixture.problems(flags: ["notification.smtp.user=u"]) == ["notification.smtp.password invalid_value"])
    }

    @Test("--set without a value is refused without repeating it")
    func flagWithoutValue() {
        #expect(Fixture.problems(flags: ["secret"]) == ["--set invalid_value"])
    }
}
