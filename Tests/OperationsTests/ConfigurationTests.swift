import Foundation
import Operations
import Settings
import Testing

@Suite("giro config and the pages about it")
struct ConfigurationTests {
    private let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func page(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: "docs/\(name)")), as: UTF8.self)
    }

    private func report(_ flags: [String], includesUnset: Bool = false) throws -> ConfigurationReport {
        var sources = SettingSources(directory: "/nonexistent")
        sources.flags = flags
        return ConfigurationReport(try Settings.load(sources), includesUnset: includesUnset)
    }

    @Test("docs/settings.md is what giro config --markdown prints")
    func settingsPage() throws {
        #expect(try page("settings.md") == SettingsDocument.markdown)
    }

    @Test("docs/settings.md has every setting once")
    func everySetting() {
        for key in SettingKey.table {
            #expect(SettingsDocument.markdown.components(separatedBy: "| `\(key.name)` |").count == 2, "\(key.name)")
        }
    }

    @Test("docs/cli.md names every exit code with its meaning")
    func exitCodes() throws {
        let page = try page("cli.md")
        for status in Operations.ExitStatus.allCases {
            #expect(page.contains("| \(status.rawValue) | \(status.meaning) |"))
        }
    }

    @Test("no secret is in the table nor in the JSON")
    func secrets() throws {
        let report = try report([
            "wallet.database.password=hunter2", "database.conninfo=host=h password=hunter2",
            "kafka.sasl.password=hunter2",
            "billing.tokens=https://b=hunter2",
        ])
        #expect(!JSONReport.text(report).contains("hunter2"))
        #expect(!report.lines(paint: Paint(isOn: false)).joined().contains("hunter2"))
        #expect(JSONReport.text(report).contains("host=h password=******"))
    }

    @Test("what was given shows its origin; what has no value only when asked for")
    func origins() throws {
        let given = try report(["kafka.client.rack=r"])
        let rack = try #require(given.settings.first { $0.name == "kafka.client.rack" })
        #expect((rack.value, rack.origin, rack.environmentName) == ("r", "flag", "KAFKA_CLIENT_RACK"))
        #expect(!given.settings.contains { $0.name == "notification.smtp.user" })
        let all = try report([], includesUnset: true)
        #expect(all.settings.count == SettingKey.table.count)
        #expect(given.lines(paint: Paint(isOn: false)).allSatisfy { $0.count <= 100 })
    }
}
