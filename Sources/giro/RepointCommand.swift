import ArgumentParser
import Operations
import Payments

struct RepointCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repoint",
        abstract: "Ask about a biller's open invoices at the address it announced last.",
        discussion: """
            Open invoices stay with the address where they may have been ordered. Only when that is gone for good, and \
            the new address knows of those orders, they may be asked about there: a biller without that memory would \
            be paid twice. Needs the admin's connection. --dry-run changes nothing.
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var change: ChangeOptions

    @Argument(help: "The biller's account.")
    var biller: String

    @Flag(name: .customLong("dry-run"), help: "Say how many invoices it is about.")
    var isDryRun = false

    func validate() throws {
        if AccountID(biller) == nil { throw ValidationError("a biller is named by its account") }
    }

    func run() throws {
        guard let account = AccountID(biller) else { return }
        let repointing = Repointing(settings: try settings.start(needing: .database))
        let plan = try repointing.plan(account)
        if isDryRun || plan.elsewhere.isEmpty { return show(plan) }
        if !change.yes { Terminal.say(plan.lines()) }
        try change.confirm("Ask about them at \(plan.endpoint)?")
        show(try repointing.apply(account, reason: change.reason))
    }

    private func show(_ report: RepointReport) {
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines())
    }
}
