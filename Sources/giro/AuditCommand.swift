import ArgumentParser
import Operations
import Settings
import Stack

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Prove that no money was made, lost or moved twice, and nothing forgotten.",
        discussion: """
            Reads one moment of a live system, all of every table. With --trail instead: who did what, whether every \
            line is as it was linked. Exit code 0 when everything holds, 1 when something was found, 2 when it could \
            not be run.
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The longest that publishing a message may take, where lanes are at work.")
    var grace = "60s"

    @Flag(name: .customLong("databases-only"), help: "Do not ask Kafka; what is on its way is then not judged.")
    var asksDatabasesOnly = false

    @Flag(name: .customLong("trail"), help: "Go through the trail of requests and log-ins instead.")
    var isAboutTrail = false

    @Option(help: ArgumentHelp("With --trail: a head printed earlier, to be found again.", valueName: "hash"))
    var head: String?

    func validate() throws {
        if DurationText(grace) == nil { throw ValidationError("--grace takes a time, such as 500ms, 60s, 5min") }
        guard let head else { return }
        if !isAboutTrail { throw ValidationError("--head goes with --trail") }
        if TrailCheck.bytes(head) == nil { throw ValidationError("--head takes 64 hexadecimal digits") }
    }

    func run() throws {
        if isAboutTrail { return try checkTrail() }
        guard let grace = DurationText(grace)?.duration else { return }
        let loaded =
            try asksDatabasesOnly ? settings.start(needing: .database) : settings.start(needing: .database, .kafka)
        let run = AuditRun(settings: loaded, asksKafka: !asksDatabasesOnly, grace: grace)
        let report = try run.run()
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
        try Terminal.finish(report.status)
    }

    private func checkTrail() throws {
        let report = try TrailCheck(try settings.start(needing: .database), head: head).run()
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
        try Terminal.finish(report.status)
    }
}
