import ArgumentParser
import BillerSimulator
import Foundation
import Logging
import ServiceLifecycle
import Stack

struct BillerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "biller", abstract: "Run the biller simulator in a process of its own.",
        discussion: """
            Prints where it listens as the first line. A biller called acme has the endpoint <that>/billers/acme. It \
            keeps everything in memory and asks nobody who they are: for trying and for tests.
            """)

    @Option(help: "The address to listen at.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen at; 0 takes a free one.")
    var port = 0

    @Option(help: ArgumentHelp("How it behaves, as JSON (default: it accepts everything).", valueName: "file"))
    var rules: String?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be 0 to 65535") }
    }

    func run() async throws {
        StackLogging.start()
        let logger = Logger(label: "giro.biller")
        let simulator = BillerSimulator(
            configuration: SimulatorConfiguration(host: host, port: port, rules: try readRules()), logger: logger)
        let group = ServiceGroup(services: [simulator], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        async let served: Void = group.run()
        if let url = await simulator.baseURL() { Terminal.say(url) }
        try await served
    }

    private func readRules() throws -> Rules {
        guard let rules else { return Rules() }
        do {
            return try JSONDecoder().decode(Rules.self, from: try Data(contentsOf: URL(filePath: rules)))
        } catch {
            throw ValidationError("--rules: \(rules) cannot be read as rules")
        }
    }
}
