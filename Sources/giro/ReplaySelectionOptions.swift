import ArgumentParser
import Operations
import Payments

/// Which messages are replayed.
struct ReplaySelectionOptions: ParsableArguments {
    @Option(help: "A topic; may be repeated. Of re-publish: only what goes to it.")
    var topic: [String] = []

    @Option(help: ArgumentHelp("A partition; may be repeated.", valueName: "number"))
    var partition: [Int32] = []

    @Option(help: ArgumentHelp("From this offset on, in each partition.", valueName: "offset"))
    var from: Int64?

    @Option(help: ArgumentHelp("Up to this offset, without it.", valueName: "offset"))
    var to: Int64?

    @Option(help: ArgumentHelp("Of this time or later: RFC 3339, or 10min, 2h, 3d ago.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Of before this time.", valueName: "time"))
    var until: String?

    @Option(help: "The messages' key.")
    var key: String?

    @Option(help: "The payment. Without --topic: on every topic of its life.")
    var payment: String?

    @Option(help: ArgumentHelp("Of re-publish: whose outbox.", valueName: "name"))
    var worker: String?

    func selection() throws -> ReplaySelection {
        if let worker, !Databases.workers.contains(worker) {
            let known = Databases.workers.joined(separator: ", ")
            throw ValidationError("no worker is called \(worker); there are \(known)")
        }
        if let negative = partition.first(where: { $0 < 0 }) { throw ValidationError("\(negative) is no partition") }
        var selection = ReplaySelection()
        selection.topics = topic
        selection.partitions = partition
        selection.fromOffset = from
        selection.toOffset = to
        selection.sinceMilliseconds = try since.map { try Self.milliseconds($0, "--since") }
        selection.untilMilliseconds = try until.map { try Self.milliseconds($0, "--until") }
        selection.key = key
        selection.payment = try payment.map { text in
            guard let id = PaymentID(text) else { throw ValidationError("--payment takes a UUID") }
            return id.description
        }
        selection.worker = worker
        return selection
    }

    private static func milliseconds(_ text: String, _ flag: String) throws -> Int64 {
        try TimeArgument.moment(text, flag).timestamp.microseconds / 1_000
    }
}
