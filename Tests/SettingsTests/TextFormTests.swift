import Settings
import Testing

@Suite("Forms of text: times and environment files")
struct TextFormTests {
    @Test(
        "times",
        arguments: [
            ("500ms", 500), ("30s", 30_000), ("5min", 300_000), ("5m", 300_000), ("24h", 86_400_000),
            ("7d", 604_800_000),
            ("0", 0), ("0s", 0), ("3 s", 3_000),
        ])
    func times(text: String, milliseconds: Int64) throws {
        #expect(DurationText(text)?.duration == .milliseconds(milliseconds))
    }

    @Test("what is no time", arguments: ["", "s", "30", "-1s", "1.5s", "1 fortnight", "99999999999999999999s", "٣s"])
    func noTimes(text: String) {
        #expect(DurationText(text) == nil)
    }

    @Test(
        "a time is shown in the largest unit that divides it", arguments: ["90s", "5min", "24h", "8d", "1500ms", "0"])
    func shown(text: String) throws {
        let parsed = try #require(DurationText(text))
        #expect(DurationText(parsed.description) == parsed)
        #expect(parsed.description == (text == "24h" ? "1d" : text))
    }

    @Test("an environment file that this program wrote reads back, whatever the values")
    func roundTrip() throws {
        let values = ["plain", "two words", "it's", "a\"b", "back\\slash", "$HOME `x`", "a=b", ""]
        let variables = values.enumerated().map { (name: "V\($0.offset)", value: $0.element) }
        let name = "instance.name"
        for variable in variables where !variable.value.isEmpty {
            let text = EnvironmentFile.text(of: [("INSTANCE_NAME", variable.value)])
            let settings = try Fixture.load(files: ["e": text], environmentFile: "e")
            #expect(settings[.named(name)]?.text == variable.value)
        }
    }

    @Test(
        "what a shell reads, this reads",
        arguments: [
            ("INSTANCE_NAME=a b", "a b"), ("export INSTANCE_NAME='a'", "a"),
            ("INSTANCE_NAME=\"a \\\"b\\\"\"", "a \"b\""),
            ("# c\n\n  INSTANCE_NAME=x  \n", "x"), ("INSTANCE_NAME=1\r\nINSTANCE_NAME=2\r\n", "2"),
        ])
    func shell(text: String, value: String) throws {
        #expect(try Fixture.load(files: ["e": text], environmentFile: "e")[.named("instance.name")]?.text == value)
    }
}
