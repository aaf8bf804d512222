import ArgumentParser
import Operations

/// The places of single letters, or a filter: one of the two must be given.
struct ChosenLetters: ParsableArguments {
    @Argument(help: "Single ones, as giro dlq list shows them: bill.paid.dlq/3@17.")
    var places: [String] = []

    @OptionGroup var which: DeadLetterOptions

    @Flag(name: .customLong("all"), help: "Every open one.")
    var takesAll = false

    @Option(help: "The most that are taken at once, 1 to 100000.")
    var limit = 1_000

    @Flag(name: .customLong("dry-run"), help: "Show what would be done, and change nothing.")
    var isDryRun = false

    func validate() throws {
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be 1 to 100000") }
        let filter = try filter()
        if filter.isEmpty, !takesAll {
            throw ValidationError("say which: places, --topic, --code, --worker, --key, --payment, --since, or --all")
        }
    }

    func filter() throws -> DeadLetterFilter {
        var filter = try which.filter()
        filter.places = try places.map { text in
            guard let place = MessagePlace(text) else { throw ValidationError("\(text) is no place") }
            return place
        }
        return filter
    }
}

struct DLQRequeueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requeue", abstract: "Put dead letters back on their own topics.",
        discussion: """
            Each message goes to the partition that it came from, with its history in headers: how often it was tried, \
            where it stood first and since when. What fails again becomes a dead letter again and keeps its count. \
            Exit code 1 when some could not be put back, or it was stopped (Ctrl-C).
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var chosen: ChosenLetters
    @OptionGroup var change: ChangeOptions

    @Option(help: "Messages a second, 1 to 10000.")
    var rate = 50

    func validate() throws {
        guard (1...10_000).contains(rate) else { throw ValidationError("--rate must be 1 to 10000") }
    }

    func run() throws {
        let box = try DeadLetterBox(try settings.start(needing: .database, .kafka))
        let filter = try chosen.filter()
        let plan = try box.planRequeue(filter, limit: chosen.limit)
        if chosen.isDryRun || plan.letters == 0 {
            output.isJSON ? Terminal.say(JSONReport.text(plan)) : Terminal.say(plan.lines(paint: output.paint))
            return try Terminal.finish(plan.refused.isEmpty ? .done : .found)
        }
        if !output.isJSON { Terminal.say(plan.lines(paint: output.paint)) }
        try change.confirm("Put \(plan.letters.grouped) back on their topics, \(rate) a second?")
        let progress = WorkLine()
        let result = try box.requeue(
            plan, of: filter, reason: change.reason, perSecond: rate, stop: Interrupt.request()
        ) { progress.show($0.done, of: $0.of) }
        progress.clear()
        output.isJSON ? Terminal.say(JSONReport.text(result)) : Terminal.say(result.sentence("put back"))
        try Terminal.finish(result.isStopped || !plan.refused.isEmpty ? .found : .done)
    }
}

struct DLQDiscardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Write down that dead letters are dealt with.",
        discussion: "They stay on their topic as long as it keeps them, and giro dlq list --all shows them.")

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var chosen: ChosenLetters
    @OptionGroup var change: ChangeOptions

    func run() throws {
        let box = try DeadLetterBox(try settings.start(needing: .database, .kafka))
        let filter = try chosen.filter()
        let (letters, isLimited) = try box.openLetters(filter, limit: chosen.limit)
        let more = isLimited ? " There are more than --limit \(chosen.limit.grouped)." : ""
        if chosen.isDryRun || letters.isEmpty {
            let plan = DeadLetterChange(planned: letters.count)
            output.isJSON
                ? Terminal.say(JSONReport.text(plan))
                : Terminal.say("\(letters.count.grouped) open dead letters would be discarded.\(more)")
            return
        }
        try change.confirm("Discard \(letters.count.grouped) dead letters?\(more)")
        let result = try box.discard(letters, of: filter, reason: change.reason)
        output.isJSON ? Terminal.say(JSONReport.text(result)) : Terminal.say(result.sentence("discarded") + more)
    }
}
