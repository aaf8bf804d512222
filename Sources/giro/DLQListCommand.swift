import ArgumentParser
import Operations

struct DLQListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Dead letters by topic and code, and a page of single ones.",
        discussion: "Exit code 1 when some are open.")

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var which: DeadLetterOptions

    @Flag(help: "Those that were dealt with too.")
    var all = false

    @Option(help: "Letters on a page, 0 to 10000.")
    var limit = 20

    @Option(help: ArgumentHelp("Begin behind this one: the next page.", valueName: "place"))
    var after: String?

    func validate() throws {
        guard (0...10_000).contains(limit) else { throw ValidationError("--limit must be 0 to 10000") }
        if let after, MessagePlace(after) == nil {
            throw ValidationError("--after takes a place, such as bill.paid.dlq/3@17")
        }
    }

    func run() throws {
        let box = try DeadLetterBox(try settings.start(needing: .database, .kafka))
        var filter = try which.filter()
        filter.includesDealtWith = all
        let list = try box.list(filter, after: after.flatMap { MessagePlace($0) }, limit: limit)
        output.isJSON ? Terminal.say(JSONReport.text(list)) : Terminal.say(list.lines(paint: output.paint))
        try Terminal.finish(list.status)
    }
}

struct DLQShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One dead letter: headers, value, and what was done about it.",
        discussion: "Personal data is masked. Exit code 1 when there is none at the place.")

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "Where it stands, as giro dlq list shows it: bill.paid.dlq/3@17.")
    var place: String

    func validate() throws {
        if MessagePlace(place) == nil { throw ValidationError("a place looks like bill.paid.dlq/3@17") }
    }

    func run() throws {
        guard let place = MessagePlace(place) else { return }
        guard let detail = try DeadLetterBox(try settings.start(needing: .database, .kafka)).show(place) else {
            Terminal.complain("no dead letter at \(place)")
            return try Terminal.finish(.found)
        }
        output.isJSON ? Terminal.say(JSONReport.text(detail)) : Terminal.say(detail.lines(paint: output.paint))
    }
}
