import ArgumentParser
import Messages
import Operations
import Payments
import Stack

struct DLQCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq", abstract: "Dead letters: look at them, put them back, discard them.",
        subcommands: [
            DLQListCommand.self, DLQShowCommand.self, DLQRequeueCommand.self, DLQDiscardCommand.self,
        ], defaultSubcommand: DLQListCommand.self)
}

/// Which dead letters are meant.
struct DeadLetterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The topic that they came on; may be repeated.", valueName: "topic"))
    var topic: [String] = []

    @Option(
        name: .customLong("code"), help: ArgumentHelp("The stable code of why; may be repeated.", valueName: "code"))
    var codes: [String] = []

    @Option(help: ArgumentHelp("Who gave them up.", valueName: "name"))
    var worker: String?

    @Option(help: "The message's key.")
    var key: String?

    @Option(help: "The payment, where it can be known from the message.")
    var payment: String?

    @Option(help: ArgumentHelp("Given up at this time or later: RFC 3339, or 10min, 2h, 3d ago.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Given up before this time.", valueName: "time"))
    var until: String?

    func validate() throws { _ = try filter() }

    func filter() throws -> DeadLetterFilter {
        var filter = DeadLetterFilter()
        filter.topics = topic.map { $0.hasSuffix(".dlq") ? String($0.dropLast(4)) : $0 }
        if let unknown = filter.topics.first(where: { name in !Catalogue.topics.contains { $0.name == name } }) {
            throw ValidationError("there is no topic \(unknown); giro topics lists them")
        }
        filter.reasons = codes
        if let worker, !RunningWorker.names.contains(worker) {
            throw ValidationError("there is no worker \(worker): one of \(RunningWorker.names.joined(separator: ", "))")
        }
        filter.worker = worker
        filter.key = key
        filter.payment = try payment.map { text in
            guard let id = PaymentID(text) else { throw ValidationError("--payment takes a UUID") }
            return id
        }
        filter.since = try since.map { try TimeArgument.moment($0, "--since") }
        filter.until = try until.map { try TimeArgument.moment($0, "--until") }
        return filter
    }
}
