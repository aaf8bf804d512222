import ArgumentParser
import Operations
import Payments
import Settings

struct InvoiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoice", abstract: "Open invoices, and deciding one whose outcome at its biller is not known.",
        subcommands: [List.self, Decide.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open invoices, the oldest first, and how asking goes.",
            discussion: "Exit code 1 when the outcome of some is not known.")

        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Show so many, the oldest, 1 to 100000.")
        var limit = 100

        func validate() throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be 1 to 100000") }
        }

        func run() throws {
            let report = try InvoiceDesk(settings: try settings.start(needing: .database)).list(limit: limit)
            output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
            try Terminal.finish(report.status)
        }
    }

    struct Decide: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have billing decide a payment as paid or as failed.",
            discussion: """
                Only when the biller itself has said what became of it, by other means: decided as failed, the payer \
                gets the money back, whatever the biller has. Only for a payment that may have been ordered and whose \
                outcome is not known; one that was certainly never ordered can be cancelled. Publishes \
                decision.requested and waits for what billing makes of it. Asking again changes nothing. Exit code 1 \
                when billing refused, or has not got to it in time. --dry-run changes nothing.
                """)

        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var change: ChangeOptions

        @Argument(help: "The payment's id.")
        var payment: String

        @Flag(help: "paid: the biller has the money. failed: it does not have it and will not take it.")
        var decision: InvoiceDesk.Decision

        @Option(help: ArgumentHelp("With --paid: what the biller calls its receipt.", valueName: "text"))
        var receipt: String?

        @Flag(name: .customLong("dry-run"), help: "Say what would be decided.")
        var isDryRun = false

        @Option(help: ArgumentHelp("How long to wait for billing.", valueName: "time"))
        var wait = "15s"

        func validate() throws {
            if PaymentID(payment) == nil { throw ValidationError("a payment's id is a UUID") }
            if DurationText(wait) == nil { throw ValidationError("--wait takes a time, such as 15s or 2min") }
            guard let receipt else { return }
            if decision != .paid { throw ValidationError("--receipt goes with --paid") }
            let isText = receipt.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            if !isText || !(1...140).contains(receipt.utf8.count) {
                throw ValidationError("--receipt takes 1 to 140 bytes without control characters")
            }
        }

        func run() throws {
            guard let payment = PaymentID(payment), let patience = DurationText(wait)?.duration else { return }
            let desk = InvoiceDesk(settings: try settings.start(needing: .database, .kafka))
            let plan = try desk.plan(payment, decision)
            if isDryRun || plan.outcome != .planned { return show(plan) }
            if !change.yes { Terminal.complain(plan.sentence) }
            try change.confirm("Decide it as \(decision.rawValue)?")
            let report = try desk.decide(
                payment, decision, receipt: receipt, reason: change.reason, patience: patience)
            show(report)
            try Terminal.finish(report.status)
        }

        private func show(_ report: InvoiceDecisionReport) {
            output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.sentence)
        }
    }
}

extension InvoiceDesk.Decision: EnumerableFlag {}
