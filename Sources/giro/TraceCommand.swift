import ArgumentParser
import Operations
import Payments

struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Follow one payment through all workers.",
        discussion: "Exit code 1 when no worker knows the payment, 2 when something could not be read.")

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The payment's id, a UUID.")
    var payment: String

    func validate() throws {
        if PaymentID(payment) == nil { throw ValidationError("a payment's id is a UUID") }
    }

    func run() throws {
        guard let payment = PaymentID(payment) else { return }
        let report = TraceReader(settings: try settings.start(needing: .database, .kafka)).trace(payment)
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
        try Terminal.finish(report.status)
    }
}
