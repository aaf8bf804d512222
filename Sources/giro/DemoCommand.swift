import ArgumentParser
import Foundation
import Logging
import Operations
import Settings
import Stack

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Publish demo payments of every kind and outcome, and check what became of them.",
        discussion: """
            Uses the stack that runs in the directory, or starts one of its own. Exits 0 only when every payment is \
            final, every balance is the expected one and the audit is clean.
            """)

    @OptionGroup var stack: StackOptions

    @Option(help: "How many payments, 10 to 1000000.")
    var payments = 10_000

    @Flag(help: "Forget what former stacks left in the directory.")
    var fresh = false

    @Flag(help: "Print one JSON object, as the last line.")
    var json = false

    func validate() throws {
        guard (10...1_000_000).contains(payments) else { throw ValidationError("--payments must be 10 to 1000000") }
    }

    func run() async throws {
        StackLogging.start()
        let logger = Logger(label: "giro.demo")
        let bar = ProgressBar()
        let directory = try StackDirectory(path: stack.path)
        let report: DemoReport
        if directory.isRunning {
            if fresh { throw ValidationError("--fresh starts over; stop the running stack first") }
            report = try await demo(on: try EmbeddedStack.load(directory, flags: stack.set), directory, bar)
        } else {
            if !fresh { try directory.claimDemo(payments: payments) }
            bar.say("starting the embedded stack")
            let embedded = try await EmbeddedStack(
                directory: stack.path, fresh: fresh, flags: DemoRun.flags + stack.set, logger: logger)
            let result: DemoReport?
            do {
                result = try await embedded.run(logger: logger) { embedded in
                    try await embedded.awaitReady()
                    return try await demo(on: embedded.settings, directory, bar)
                }
            } catch {
                await embedded.stop()
                throw error
            }
            await embedded.stop()
            guard let result else { throw ExitCode(ExitStatus.unavailable.rawValue) }
            report = result
        }
        bar.clear()
        show(report)
        if !report.isAsExpected { throw ExitCode(ExitStatus.found.rawValue) }
    }

    private func demo(
        on settings: Settings, _ directory: StackDirectory, _ bar: ProgressBar
    ) async throws -> DemoReport {
        try directory.claimDemo(payments: payments)
        let run = try DemoRun(
            settings: settings, payments: payments, simulatorURL: try directory.simulatorURL()
        ) { bar.show($0) }
        return try await run.run()
    }

    private func show(_ report: DemoReport) {
        if json {
            Terminal.say(JSONReport.text(report))
        } else {
            Terminal.say(report.textLines(paint: Terminal.output))
            Terminal.say("\nNext: giro up keeps the stack running; README.md shows a payment of your own with kcat.")
        }
    }
}
