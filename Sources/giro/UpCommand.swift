import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Stack

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start the embedded stack and keep it running until Ctrl-C.",
        discussion: """
            Starts librdkafka's broker (in memory), a private PostgreSQL, the biller simulator, a maildir, the four \
            workers and the gateway. Other shells in the same directory reach it through .giro/giro.env.
            """)

    @OptionGroup var stack: StackOptions

    @Flag(help: "Forget what former stacks left in the directory.")
    var fresh = false

    func run() async throws {
        let observability = ProcessObservability.start()
        StackLogging.start()
        let logger = Logger(label: "giro.stack")
        let embedded = try await EmbeddedStack(
            directory: stack.path, fresh: fresh, flags: stack.set, logger: logger,
            spans: { ProcessObservability.exporter($0) })
        do {
            let gateway = try await RunningGateway.make(embedded.settings)
            let server = observability.server(embedded.settings, workers: embedded.workers, gateway: gateway)
            let watchers = [embedded.spans as? any Service, server as (any Service)?].compactMap { $0 }
            try await embedded.run(logger: logger, services: watchers, also: [gateway]) { embedded in
                try await embedded.awaitReady()
                try embedded.announceOffers()
                try UpCommand.sayReady(embedded, metricsURL: server?.url, gateway: await gateway.baseURL())
                try? await Task.sleep(for: .seconds(1 << 40))
            }
        } catch {
            await embedded.stop()
            throw error
        }
        await embedded.stop()
        Terminal.say("stopped")
    }

    private static func sayReady(_ stack: EmbeddedStack, metricsURL: String?, gateway: String?) throws {
        let lines = [
            "Giro is up.",
            "  api        \(gateway.map { $0 + "/docs" } ?? "not there: the port of gateway.port is taken")",
            "  kafka      \(stack.settings.kafka.properties["bootstrap.servers"] ?? "")",
            "  billers    \(stack.simulatorURL)",
            "  mail       \(stack.directory.maildir)",
            "  metrics    \(metricsURL ?? "off")",
            "  settings   \(stack.directory.environmentFile)",
            "In another shell, in this directory:",
            "  giro demo       publish the demo payments and check what became of them",
            "  giro status     where every worker is",
            "Ctrl-C stops everything.",
        ]
        Terminal.say(lines)
    }
}

/// Where the stack is, and settings that win over its own.
struct StackOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The stack's directory.", valueName: "path"))
    var directory = ".giro"

    @Option(name: .customLong("set"), help: ArgumentHelp("A setting, as key=value.", valueName: "key=value"))
    var set: [String] = []

    var path: String {
        directory.hasPrefix("/") ? directory : FileManager.default.currentDirectoryPath + "/" + directory
    }
}
