import ArgumentParser
import Operations
import Payments
import Settings

struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Accounts: their balances, and freezing and unfreezing them.",
        subcommands: [List.self, Show.self, Freeze.self, Unfreeze.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accounts with their balances, by their names.",
            discussion: "What the ledger keeps for itself is shown with --kind clearing or --kind suspense.")

        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "\(AccountKind.allCases.map(\.rawValue).joined(separator: ", ")).")
        var kind: AccountKind?

        @Option(help: "\(AccountState.allCases.map(\.rawValue).joined(separator: ", ")).")
        var state: AccountState?

        @Option(help: "A currency of ISO 4217.")
        var currency: String?

        @Option(help: ArgumentHelp("Begin behind this one: the next page.", valueName: "account"))
        var after = ""

        @Option(help: "Accounts on a page, 1 to 10000.")
        var limit = 100

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be 1 to 10000") }
            if let currency, Currency(currency) == nil { throw ValidationError("\(currency) is no currency") }
            if !after.isEmpty, AccountID(after) == nil { throw ValidationError("--after takes an account's id") }
        }

        func run() throws {
            var filter = AccountFilter()
            filter.kind = kind
            filter.state = state
            filter.currency = currency.flatMap { Currency($0) }
            let desk = AccountDesk(settings: try settings.start(needing: .database))
            let report = try desk.list(filter, after: after, limit: limit)
            output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One account: its state, its balance and its latest movements.",
            discussion: "Exit code 2 when there is no such account.")

        @OptionGroup var settings: SettingOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The account's id; also clearing:EUR and suspense:EUR.")
        var account: String

        @Option(help: "How many movements, 0 to 10000.")
        var entries = 10

        func validate() throws {
            if AccountID(account) == nil { throw ValidationError("\(account) is no account's id") }
            guard (0...10_000).contains(entries) else { throw ValidationError("--entries must be 0 to 10000") }
        }

        func run() throws {
            guard let id = AccountID(account) else { return }
            let report = try AccountDesk(settings: try settings.start(needing: .database)).show(id, entries: entries)
            output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
        }
    }

    struct Freeze: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Freeze an account: it takes money and gives none.",
            discussion: """
                Publishes account.requested and waits for what the wallet makes of it. Asking again changes nothing. \
                Exit code 1 when the wallet refused, or has not got to it in time. --dry-run changes nothing.
                """)

        @OptionGroup var change: AccountChange

        func run() throws { try change.run(isFrozen: true) }
    }

    struct Unfreeze: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a frozen account again.",
            discussion: """
                As giro account freeze, the other way round.
                """)

        @OptionGroup var change: AccountChange

        func run() throws { try change.run(isFrozen: false) }
    }
}

/// What freezing and unfreezing take.
struct AccountChange: ParsableArguments {
    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var change: ChangeOptions

    @Argument(help: "The account's id.")
    var account: String

    @Flag(name: .customLong("dry-run"), help: "Say what would be changed.")
    var isDryRun = false

    @Option(help: ArgumentHelp("How long to wait for the wallet.", valueName: "time"))
    var wait = "15s"

    func validate() throws {
        if AccountID(account) == nil { throw ValidationError("\(account) is no account's id") }
        if DurationText(wait) == nil { throw ValidationError("--wait takes a time, such as 15s or 2min") }
    }

    func run(isFrozen: Bool) throws {
        guard let id = AccountID(account), let patience = DurationText(wait)?.duration else { return }
        let desk = AccountDesk(settings: try settings.start(needing: .database, .kafka))
        let plan = try desk.plan(id, isFrozen: isFrozen)
        if isDryRun || plan.outcome != .planned { return show(plan) }
        try change.confirm("\(isFrozen ? "Freeze" : "Unfreeze") account \(id)?")
        let report = try desk.change(id, isFrozen: isFrozen, reason: change.reason, patience: patience)
        show(report)
        try Terminal.finish(report.status)
    }

    private func show(_ report: AccountChangeReport) {
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.sentence)
    }
}

extension AccountKind: ExpressibleByArgument {}
extension AccountState: ExpressibleByArgument {}
