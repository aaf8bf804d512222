import Operations
import Payments

extension ReplayCommand {
    func rebuild(_ replayer: Replayer, resuming: PaymentID? = nil, _ stop: StopRequest) throws {
        let line = WorkLine()
        var options = ReplayOptions()
        options.perSecond = rate ?? 10_000
        var refusal: (any Error)?
        let report = try replayer.rebuild(
            resuming: resuming, reason: isDryRun && change.reason.isEmpty ? "dry run" : change.reason,
            isDryRun: isDryRun, options: options, stop: stop,
            onProgress: { line.show(Int($0.covered), of: Int($0.planned)) },
            approve: { report in
                line.clear()
                if !output.isJSON { Terminal.say(report.lines(paint: output.paint)) }
                do {
                    try change.confirm("Swap the read side?")
                    return true
                } catch {
                    refusal = error
                    return false
                }
            })
        line.clear()
        if let refusal { throw refusal }
        if output.isJSON {
            Terminal.say(JSONReport.text(report))
        } else if report.isSwapped {
            Terminal.say("Swapped. The former tables are in the schema payment_former.")
        } else {
            Terminal.say(report.lines(paint: output.paint))
        }
        try Terminal.finish(report.status)
    }
}
