import ArgumentParser
import Operations
import Settings

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
        guard let command else { return }
        let known = Self.commands
        if known.contains(where: { $0 == command || $0.hasPrefix("\(command) ") }) { return }
        let advice =
            NearestName.of(command, among: known).map { "did you mean \"\($0)\"?" }
            ?? "there are \(known.joined(separator: ", "))"
        throw ValidationError("no command \(command) is logged; \(advice)")
    }

    /// As they stand in the log.
    static let commands = [
        "account freeze", "account unfreeze", "dlq discard", "dlq requeue", "drain", "invoice decide", "pause",
        "person erase", "person export", "person reset-factor", "recover", "replay re-apply", "replay re-publish",
        "replay rebuild",
        "replay resume", "repoint", "reseal", "resume", "role", "suspense release",
    ]

    func run() throws {
        let log = try OperationLog(try settings.start(needing: .database))
        let report = OperationLogReport(try log.entries(of: command, limit: limit))
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
    }
}
