import ArgumentParser
import Foundation
import Logging
import Operations
import Torture

struct TortureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "torture",
        abstract: "Run real processes, break them all the time, and prove that nothing was lost or done twice.",
        discussion: """
            Starts a broker, a private PostgreSQL, a biller simulator and several processes of every worker, publishes \
            payments whose result is known, and kills, stops and cuts off what it can reach. With \
            KAFKA_BOOTSTRAP_SERVERS it uses that cluster, in transactional mode; its topics must be empty. \
            Exits 0 only when nothing is wrong; otherwise it names the seed and keeps the logs. \
            docs/reliability.md says what is checked.
            """)

    @Option(help: "Draws the workload and the faults; one of its own each time when it is not given.")
    var seed: UInt64?

    @Option(help: "How long payments and faults go on.")
    var seconds: Int?

    @Option(help: "The same in minutes.")
    var minutes: Int?

    @Option(help: "Processes of each worker.")
    var processes = 3

    @Option(help: "Lines published a second, while there is room for them.")
    var rate = 100

    @Option(help: "Payments published while no worker runs, before the faults: at most 10000 with the embedded broker.")
    var backlog = 0

    @Flag(
        help:
            "Kill each worker at each stage of its lanes, one after another, and no more; --seconds is the bound."
    )
    var stages = false

    @Option(
        help: ArgumentHelp(
            "Only these faults, by commas: \(FaultMix.Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "faults"))
    var only: String?

    @Flag(help: "Print one JSON object, as the last line.")
    var json = false

    @Option(help: ArgumentHelp("Keep logs and data here, whatever comes of it.", valueName: "folder"))
    var keep: String?

    func validate() throws {
        if seconds != nil, minutes != nil { throw ValidationError("--seconds or --minutes, not both") }
        guard (1...86_400).contains(length) else { throw ValidationError("a run takes 1 second to 1 day") }
        guard (1...16).contains(processes) else { throw ValidationError("--processes must be 1 to 16") }
        if only != nil, stages { throw ValidationError("--only or --stages, not both") }
        if let unknown = onlyNames.first(where: { FaultMix.Kind(rawValue: $0) == nil }) {
            throw ValidationError("there is no fault called \(unknown)")
        }
        let isReal = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"] != nil
        guard (0...(isReal ? 900_000 : 10_000)).contains(backlog) else {
            throw ValidationError("--backlog must be 0 to 10000, and with a real broker to 900000")
        }
        guard (1...10_000).contains(rate) else { throw ValidationError("--rate must be 1 to 10000") }
    }

    func run() async throws {
        // That brokers cannot be reached is what a run is made of.
        StackLogging.start(.critical)
        let directory = try keep.map(absolute) ?? TemporaryDirectory.make("giro-torture")
        var configuration = TortureConfiguration(
            seed: seed ?? UInt64.random(in: 1...999_999_999), duration: .seconds(length), directory: directory,
            executable: TortureConfiguration.ownExecutable())
        configuration.processes = processes
        configuration.rate = rate
        configuration.backlog = backlog
        configuration.bootstrapServers = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"]
        if stages {
            configuration.faults = .none
            configuration.stages = StageCoverage.stages(of: Databases.workers)
        }
        if only != nil {
            let kinds = onlyNames.compactMap { FaultMix.Kind(rawValue: $0) }
            configuration.faults = FaultMix(Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: { $0 + $1 }))
        }
        configuration.narrate = { if Terminal.showsProgress { Terminal.showProgress($0) } }
        if Terminal.showsProgress { Terminal.showProgress("starting") }
        var report = try await Torture.run(configuration)
        if Terminal.showsProgress { Terminal.showProgress("") }
        if report.isClean, keep == nil {
            try FileManager.default.removeItem(atPath: directory)
            report.forgetDirectory()
        }
        json ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.textLines)
        try Terminal.finish(report.isClean ? .done : .found)
    }

    private var onlyNames: [String] { only?.split(separator: ",").map(String.init) ?? [] }

    private var length: Int {
        if let seconds { return seconds }
        let (product, overflow) = (minutes ?? 1).multipliedReportingOverflow(by: 60)
        return overflow ? .max : product
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
