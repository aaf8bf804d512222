import ArgumentParser
import Operations
import Settings

struct StuckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stuck", abstract: "Payments under way for too long: what each waits for, why, and what to do.",
        discussion: "Exit code 1 when there are some, 2 when something could not be read.")

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Payments under way for longer.", valueName: "time"))
    var after = "10min"

    @Option(help: "Look at so many payments, the oldest.")
    var limit = 1_000

    @Flag(name: .customLong("all"), help: "Show every payment, not only the oldest ten of each cause.")
    var showsAll = false

    func validate() throws {
        if DurationText(after) == nil { throw ValidationError("--after takes a time, such as 30s, 10min, 2h") }
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be 1 to 100000") }
    }

    func run() throws {
        guard let after = DurationText(after)?.duration else { return }
        let settings = try settings.start(needing: .database, .kafka)
        let report = try StuckReader(settings: settings, olderThan: after, limit: limit).read()
        output.isJSON
            ? Terminal.say(JSONReport.text(report))
            : Terminal.say(report.lines(showsAll: showsAll, paint: output.paint))
        try Terminal.finish(report.status)
    }
}
