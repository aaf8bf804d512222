import ArgumentParser
import Bench
import Foundation
import Operations

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast payments go, beside pgbench's TPC-B on the same machine.",
        discussion: """
            Starts a stack of its own in a temporary directory, with a durable PostgreSQL and every worker as a \
            process of its own, and removes it at the end. With KAFKA_BOOTSTRAP_SERVERS in the environment the \
            workers use that cluster, which must be a fresh one. docs/performance.md says what the \
            figures mean. Exits 0 only when the \
            audit of all payments is clean.
            """)

    @Option(help: "How long each timed part runs, 3 to 3600.")
    var seconds = 20

    @Option(help: "Payments a second where latency is measured (default: half of what the workers do).")
    var rate: Int?

    @Option(help: "How many accounts pay each other, 2 to 10000000.")
    var accounts = 100_000

    @Option(
        parsing: .upToNextOption,
        help: "Only these parts: \(BenchPlan.Part.allCases.map(\.rawValue).joined(separator: ", ")).")
    var only: [BenchPlan.Part] = []

    @Option(
        name: .customLong("set"), help: ArgumentHelp("A setting of the workers, as key=value.", valueName: "key=value"))
    var set: [String] = []

    @Flag(help: "Print one JSON object, as the last line.")
    var json = false

    @Option(help: ArgumentHelp("Draw the run into an SVG file.", valueName: "file"))
    var svg: String?

    @Option(help: ArgumentHelp("Keep the stack's files in this directory.", valueName: "path"))
    var directory: String?

    func validate() throws {
        guard (3...3_600).contains(seconds) else { throw ValidationError("--seconds must be 3 to 3600") }
        guard (2...10_000_000).contains(accounts) else { throw ValidationError("--accounts must be 2 to 10000000") }
        if let rate, !(1...1_000_000).contains(rate) { throw ValidationError("--rate must be 1 to 1000000") }
    }

    func run() async throws {
        StackLogging.start()
        var plan = BenchPlan()
        plan.seconds = seconds
        plan.rate = rate
        plan.accounts = accounts
        plan.flags = set
        if !only.isEmpty { plan.parts = Set(only) }
        let path = try directory ?? TemporaryDirectory.make("giro-bench")
        defer { if directory == nil { try? FileManager.default.removeItem(atPath: path) } }
        let report = try await BenchRun.perform(plan, directory: path) { Terminal.complain($0) }
        Terminal.say(report.lines(paint: Terminal.output))
        if let svg { try Plot.svg(report).write(toFile: svg, atomically: true, encoding: .utf8) }
        if json { Terminal.say(JSONReport.text(report)) }
        if !report.isClean { throw ExitCode(ExitStatus.found.rawValue) }
    }
}

extension BenchPlan.Part: ExpressibleByArgument {}
