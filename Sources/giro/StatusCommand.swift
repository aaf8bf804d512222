import ArgumentParser
import Operations

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Where everything is: lanes, lag, backlog, dead letters, payments.",
        discussion: "Exit code 1 when a lane is halted, 2 when something could not be read.")

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .customLong("lanes"), help: "Show every lane.")
    var showsLanes = false

    func run() throws {
        let report = StatusReader(settings: try settings.start()).read()
        output.isJSON
            ? Terminal.say(JSONReport.text(report))
            : Terminal.say(report.lines(showsLanes: showsLanes, paint: Terminal.output))
        try Terminal.finish(report.status)
    }
}
