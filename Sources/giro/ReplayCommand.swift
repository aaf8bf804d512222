import ArgumentParser
import Messages
import Operations
import Payments

extension ReplayMode: ExpressibleByArgument {}

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replay messages: through the handlers, from an outbox, or into a new read side.",
        discussion: """
            re-apply    messages of a topic go onto it once more; handlers know what they have done
            re-publish  what a worker's outbox still has goes out again, with the same ids
            rebuild     the payment worker's read side is built anew from the topics, then swapped in

            What would happen is shown first. Ctrl-C stops after the current step; --resume goes on. Exit code 1 when \
            it was stopped.
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var which: ReplaySelectionOptions

    @Argument(help: "re-apply, re-publish or rebuild.")
    var mode: ReplayMode?

    @Option(help: ArgumentHelp("Go on with a replay that was stopped.", valueName: "id"))
    var resume: String?

    @Option(help: "Messages a second, 1 to 100000 (default: 500; of rebuild 10000).")
    var rate: Int?

    @Option(help: "Wait while a lane that reads them has more messages to come, 1 to 1000000.")
    var maxLag = 2_000

    @Flag(name: .customLong("dry-run"), help: "Show what would be done, and change nothing.")
    var isDryRun = false

    func validate() throws {
        guard (mode == nil) != (resume == nil) else { throw ValidationError("give a mode, or --resume") }
        if let resume, PaymentID(resume) == nil { throw ValidationError("--resume takes the replay's id, a UUID") }
        guard (1...100_000).contains(rate ?? 500) else { throw ValidationError("--rate must be 1 to 100000") }
        guard (1...1_000_000).contains(maxLag) else { throw ValidationError("--max-lag must be 1 to 1000000") }
        let selection = try which.selection()
        if mode == .reapply, selection.topics.isEmpty, selection.payment == nil {
            throw ValidationError("say what with --topic or --payment")
        }
        if mode == .republish, selection.worker == nil { throw ValidationError("say whose outbox with --worker") }
        if mode == .republish, selection.fromOffset != nil || selection.toOffset != nil {
            throw ValidationError("--from and --to are offsets of topics; an outbox has none")
        }
        if mode == .reapply, selection.worker != nil { throw ValidationError("--worker is for re-publish") }
        if mode == .rebuild, !selection.summary.isEmpty {
            throw ValidationError("rebuild reads all there is: it takes no \(selection.summary)")
        }
        if mode == .republish, let unknown = selection.topics.first(where: { Catalogue.topic($0) == nil }) {
            throw ValidationError("there is no topic \(unknown); giro topics lists them")
        }
    }

    func run() throws {
        let settings = try settings.start(needing: .database, .kafka)
        let replayer = try Replayer(settings)
        let stop = Interrupt.request()
        if let resume, let id = PaymentID(resume) {
            if try replayer.mode(of: id) == .rebuild { return try rebuild(replayer, resuming: id, stop) }
            try change.confirm("Go on with replay \(id)?")
            return try show {
                try replayer.resume(id, reason: change.reason, options: options, stop: stop, onProgress: $0)
            }
        }
        guard let mode else { return }
        if mode == .rebuild { return try rebuild(replayer, stop) }
        let selection = try which.selection()
        let forecast = try replayer.forecast(mode, selection, stop: stop)
        if stop.isSet { return try Terminal.finish(.found) }
        if isDryRun || !output.isJSON {
            output.isJSON
                ? Terminal.say(JSONReport.text(forecast)) : Terminal.say(forecast.lines(paint: output.paint))
        }
        if isDryRun || forecast.messages == 0 { return }
        try change.confirm(
            "Let \(forecast.messages.grouped) messages go out again, \(options.perSecond.grouped) a second?")
        try show {
            try replayer.run(
                mode, selection, reason: change.reason, options: options, stop: stop, onProgress: $0)
        }
    }

    private func show(_ work: ((ReplayProgress) -> Void) throws -> ReplayProgress) throws {
        let line = WorkLine()
        let result = try work { line.show(Int($0.covered), of: Int($0.planned), "  \($0.published.grouped) went out") }
        line.clear()
        output.isJSON ? Terminal.say(JSONReport.text(result)) : Terminal.say(result.sentence)
        try Terminal.finish(result.status)
    }

    private var options: ReplayOptions {
        var options = ReplayOptions()
        options.perSecond = rate ?? options.perSecond
        options.maximumLag = Int64(maxLag)
        return options
    }
}
