import ArgumentParser
import Operations
import Settings

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Where everything is: lanes, lag, backlog, dead letters, payments.",
        discussion: "Exit code 1 when a lane is halted, 2 when something could not be read.")

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .customLong("lanes"), help: "Show every lane.")
    var showsLanes = false

    @Option(help: ArgumentHelp("List payments that are under way for longer.", valueName: "time"))
    var stuckAfter = "10min"

    func validate() throws {
        if DurationText(stuckAfter) == nil {
            throw ValidationError("--stuck-after takes a time, such as 30s, 10min, 2h")
        }
    }

    func run() throws {
        guard let stuckAfter = DurationText(stuckAfter)?.duration else { return }
        let report = StatusReader(settings: try settings.start(), stuckAfter: stuckAfter).read()
        output.isJSON
            ? Terminal.say(JSONReport.text(report))
            : Terminal.say(report.lines(showsLanes: showsLanes, paint: Terminal.output))
        try Terminal.finish(report.status)
    }
}
