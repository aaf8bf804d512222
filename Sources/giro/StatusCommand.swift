import ArgumentParser
import Foundation
import Operations
import Settings

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Where everything is: workers, lanes, lag, backlog, dead letters, payments, pauses.",
        discussion: """
            Exit code 1 when a lane is halted or a worker has no process, 2 when something could not be read. With \
            --watch it goes on until Ctrl-C.
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .customLong("lanes"), help: "Show every lane.")
    var showsLanes = false

    @Flag(
        name: .customLong("watch"), help: "Look again and again; on a terminal over the last picture.")
    var isWatching = false

    @Option(help: ArgumentHelp("With --watch: how often.", valueName: "time"))
    var interval = "5s"

    @Option(help: ArgumentHelp("List payments that are under way for longer.", valueName: "time"))
    var stuckAfter = "10min"

    func validate() throws {
        for (name, text) in [("--stuck-after", stuckAfter), ("--interval", interval)] where DurationText(text) == nil {
            throw ValidationError("\(name) takes a time, such as 30s, 10min, 2h")
        }
        if let often = DurationText(interval)?.duration, !(.milliseconds(200) ... .seconds(86_400)).contains(often) {
            throw ValidationError("--interval must be 200ms to 1d")
        }
    }

    func run() async throws {
        guard let stuckAfter = DurationText(stuckAfter)?.duration, let interval = DurationText(interval)?.duration
        else { return }
        let reader = StatusReader(settings: try settings.start(needing: .database, .kafka), stuckAfter: stuckAfter)
        guard isWatching else {
            let report = reader.read()
            Terminal.say(text(report))
            return try Terminal.finish(report.status)
        }
        while true {
            Terminal.draw(text(reader.read()))
            try await Task.sleep(for: interval)
        }
    }

    private func text(_ report: StatusReport) -> String {
        if output.isJSON { return JSONReport.text(report) }
        return report.lines(showsLanes: showsLanes, paint: output.paint).joined(separator: "\n")
    }
}
