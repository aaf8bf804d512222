import ArgumentParser
import Operations
import Settings

struct DrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "Let a worker's processes finish what they have, publish it, and end.",
        discussion: """
            They take nothing new in, wait for the outside calls that are under way, publish everything and end with \
            exit code 0. Processes started afterwards work as ever: pause the worker first if they must not. Exit \
            code 1 when some have not ended in time; they go on finishing.
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var change: ChangeOptions

    @Argument(help: "The worker: wallet, billing, payment, notification, webhook.")
    var worker: String

    @Option(help: ArgumentHelp("Only this process.", valueName: "name"))
    var instance: String?

    @Option(help: ArgumentHelp("Wait for so long.", valueName: "time"))
    var wait = "2min"

    func validate() throws {
        if DurationText(wait) == nil { throw ValidationError("--wait takes a time, such as 30s, 5min") }
    }

    func run() throws {
        guard let wait = DurationText(wait)?.duration else { return }
        let desk = try OrderDesk(settings: try settings.start(needing: .database))
        try change.confirm("Drain \(instance ?? "every process of \(worker)")?")
        let report = try desk.drain(worker, instance: instance, reason: change.reason, patience: wait) { left in
            if Terminal.showsProgress { Terminal.showProgress("\(left) still finishing") }
        }
        if Terminal.showsProgress { Terminal.showProgress("") }
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines())
        try Terminal.finish(report.status)
    }
}
