import ArgumentParser
import Operations
import Payments
import Settings

struct SuspenseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspense", abstract: "Money that could go neither to the payee nor back to the payer.",
        subcommands: [List.self, Release.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whose money is in suspense, and why. Exit code 1 when there is some.")

        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Show so many payments, the oldest.")
        var limit = 100

        func validate() throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be 1 to 100000") }
        }

        func run() throws {
            let report = try SuspenseDesk(settings: try settings.start(needing: .database)).list(limit: limit)
            output.isJSON
                ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
            try Terminal.finish(report.status)
        }
    }

    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the wallet release a payment's money from suspense to an account.",
            discussion: """
                All of the money goes to the account, which must be of its currency and not closed: the owner's, one \
                opened for the owner since, or an external one for money that is paid out by other means. Publishes \
                release.requested and waits for what the wallet makes of it. Asking again moves nothing. Exit code 1 \
                when the wallet refused, or has not got to it in time. --dry-run changes nothing.
                """)

        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var change: ChangeOptions

        @Argument(help: "The payment's id.")
        var payment: String

        @Option(name: .customLong("to"), help: ArgumentHelp("The account that gets the money.", valueName: "account"))
        var account: String

        @Flag(name: .customLong("dry-run"), help: "Say what would be released.")
        var isDryRun = false

        @Option(help: ArgumentHelp("How long to wait for the wallet.", valueName: "time"))
        var wait = "15s"

        func validate() throws {
            if PaymentID(payment) == nil { throw ValidationError("a payment's id is a UUID") }
            if AccountID(account) == nil { throw ValidationError("--to takes an account's id") }
            if DurationText(wait) == nil { throw ValidationError("--wait takes a time, such as 15s or 2min") }
        }

        func run() throws {
            guard let payment = PaymentID(payment), let account = AccountID(account),
                let patience = DurationText(wait)?.duration
            else { return }
            let desk = SuspenseDesk(settings: try settings.start(needing: .database, .kafka))
            let plan = try desk.plan(payment, to: account)
            if isDryRun || plan.outcome != .planned { return show(plan) }
            if !change.yes { Terminal.complain(plan.sentence) }
            try change.confirm("Release it?")
            let report = try desk.release(payment, to: account, reason: change.reason, patience: patience)
            show(report)
            try Terminal.finish(report.status)
        }

        private func show(_ report: SuspenseReleaseReport) {
            output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.sentence)
        }
    }
}
