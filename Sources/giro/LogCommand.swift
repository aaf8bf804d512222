import ArgumentParser
import Operations

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "What operators did, who, when, why, and what came of it.",
        discussion: "Every command that changes something adds to this log; nothing is ever removed from it.")

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Only this command's entries: dlq, \"dlq requeue\", replay.", valueName: "command"))
    var command: String?

    @Option(help: "How many, the latest first, 1 to 10000.")
    var limit = 50

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be 1 to 10000") }
    }

    func run() throws {
        let log = try OperationLog(try settings.start())
        let report = OperationLogReport(try log.entries(of: command, limit: limit))
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: Terminal.output))
    }
}
