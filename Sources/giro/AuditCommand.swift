import ArgumentParser
import Operations
import Settings

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Prove that no money was made, lost or moved twice, and nothing forgotten.",
        discussion: """
            Reads one moment of a live system, all of every table. Exit code 0 when everything holds, 1 when something \
            was found, 2 when it could not be run.
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The longest that publishing a message may take, where lanes are at work.")
    var grace = "60s"

    @Flag(name: .customLong("databases-only"), help: "Do not ask Kafka; what is on its way is then not judged.")
    var asksDatabasesOnly = false

    func validate() throws {
        if DurationText(grace) == nil { throw ValidationError("--grace takes a time, such as 500ms, 60s, 5min") }
    }

    func run() throws {
        guard let grace = DurationText(grace)?.duration else { return }
        let run = AuditRun(settings: try settings.start(), asksKafka: !asksDatabasesOnly, grace: grace)
        let report = try run.run()
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: Terminal.output))
        try Terminal.finish(report.status)
    }
}
