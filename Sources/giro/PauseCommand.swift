import ArgumentParser
import Kafka
import Operations

/// What `giro pause` and `giro resume` are about.
struct OrderArguments: ParsableArguments {
    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var change: ChangeOptions

    @Argument(help: "worker, lane or connector; to resume also call.")
    var scope: String

    @Argument(
        help: """
            A worker's name (wallet); for a lane the worker and topic/partition (wallet bill.paid/0); for a connector \
            a biller's account, its endpoint, or mail; for a call that was put aside the worker, its kind and its key.
            """)
    var names: [String]

    func validate() throws {
        if call == nil { _ = try target() }
    }

    /// A call that was put aside.
    var call: CallRelease? {
        guard scope == "call", names.count == 3 else { return nil }
        return CallRelease(worker: names[0], kind: names[1], key: names[2])
    }

    func target() throws -> OrderTarget {
        switch (scope, names.count) {
        case ("worker", 1): return .worker(names[0])
        case ("connector", 1): return .connector(names[0])
        case ("lane", 2):
            let parts = names[1].split(separator: "/")
            guard parts.count == 2, let partition = Int32(parts[1]), partition >= 0 else {
                throw ValidationError("a lane is topic/partition, such as bill.paid/0")
            }
            return .lane(worker: names[0], TopicPartition(topic: String(parts[0]), partition: partition))
        default:
            throw ValidationError(
                "say worker NAME, lane WORKER TOPIC/PARTITION, connector NAME, or to resume call WORKER KIND KEY")
        }
    }

    func run(_ verb: String, _ body: (OrderDesk) throws -> OrderReport) throws {
        let desk = try OrderDesk(settings: try settings.start(needing: .database))
        try change.confirm("\(verb) \(([scope] + names).joined(separator: " "))?")
        let report = try body(desk)
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines())
    }
}

struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Pause a worker, a lane, or a connector: a biller's endpoint or the mail server.",
        discussion: """
            What is under way is finished and published; nothing new is begun until giro resume. The order is in the \
            worker's database: every process follows it within two seconds, those that start later too.
            """)

    @OptionGroup var order: OrderArguments

    func validate() throws {
        if order.call != nil { throw ValidationError("a call is put aside by itself; giro resume call lets it go on") }
    }

    func run() throws {
        try order.run("Pause") { desk in try desk.pause(try order.target(), reason: order.change.reason) }
    }
}

struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let a paused worker, lane or connector go on, or a call that was put aside.")

    @OptionGroup var order: OrderArguments

    func run() throws {
        try order.run("Resume") { desk in
            if let call = order.call { return try desk.resume(call, reason: order.change.reason) }
            return try desk.resume(try order.target(), reason: order.change.reason)
        }
    }
}
