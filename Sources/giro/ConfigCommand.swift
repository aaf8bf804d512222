import ArgumentParser
import Operations

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show the settings in force and where they come from. Secrets are masked.")

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .customLong("all"), help: "Show settings that have no value, too.")
    var includesUnset = false

    @Flag(name: .customLong("markdown"), help: "Print the reference of all settings: docs/settings.md.")
    var isMarkdown = false

    func run() throws {
        if isMarkdown { return Terminal.say(String(SettingsDocument.markdown.dropLast())) }
        let report = ConfigurationReport(try settings.start(), includesUnset: includesUnset)
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
    }
}
