import ArgumentParser
import Foundation
import Logging
import Operations
import ServiceLifecycle
import Stack

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start the embedded stack and keep it running until Ctrl-C.",
        discussion: """
            Starts librdkafka's broker (in memory), a private PostgreSQL, the biller simulator, a maildir, the \
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
            try Self.checkAddress(of: embedded)
            let gateway = try await RunningGateway.make(embedded.settings)
            let server = observability.server(embedded.settings, workers: embedded.workers, gateway: gateway)
            let watchers = [embedded.spans as? any Service, server as (any Service)?].compactMap { $0 }
            let directory = stack.directory
            try await embedded.run(logger: logger, services: watchers, also: [gateway]) { embedded in
                try await embedded.awaitReady()
                try embedded.announceOffers()
                guard let url = await gateway.baseURL() else {
                    throw StackError(.gateway, "the gateway could not be started")
                }
                UpCommand.sayReady(embedded, directory: directory, metricsURL: server?.url, gateway: url)
                try? await Task.sleep(for: .seconds(1 << 40))
            }
        } catch {
            await embedded.stop()
            throw error
        }
        await embedded.stop()
        Terminal.say("stopped")
        // The broker ends with the process, and clients that are still there would complain about it.
        _exit(ExitStatus.done.rawValue)
    }

    /// Before anything else, so that what is wrong is the last thing said.
    private static func checkAddress(of stack: EmbeddedStack) throws {
        let given = try stack.settings.gateway()
        guard let problem = ListenCheck.problem(host: given.host, port: given.port) else { return }
        throw StackError(
            .gateway,
            "gateway.host, gateway.port: cannot listen on \(given.host):\(given.port): \(problem); "
                + "--set gateway.port=0 takes a port that is free")
    }

    private static func sayReady(
        _ stack: EmbeddedStack, directory: String, metricsURL: String?, gateway: String
    ) {
        let isStandard = directory == StackOptions.standardDirectory
        let demo = isStandard ? "giro demo" : "giro demo --directory \(directory)"
        let status = isStandard ? "giro status" : "giro status --env-file \(directory)/giro.env"
        let width = max(demo.count, status.count) + 2
        func command(_ name: String, _ meaning: String) -> String {
            "  " + name.padding(toLength: width, withPad: " ", startingAt: 0) + meaning
        }
        Terminal.say([
            "Giro is up.",
            "  api        \(gateway)/docs",
            "  kafka      \(stack.settings.bootstrapServers)",
            "  billers    \(stack.simulatorURL)",
            "  mail       \(stack.directory.maildir)",
            "  metrics    \(metricsURL ?? "off")",
            "  settings   \(stack.directory.environmentFile)",
            "In another shell, in this directory:",
            command(demo, "publish the demo payments and check what became of them"),
            command(status, "where every worker is"),
            "Ctrl-C stops everything.",
        ])
    }
}

/// Where the stack is, and settings that win over its own.
struct StackOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The stack's directory.", valueName: "path"))
    var directory = StackOptions.standardDirectory

    static let standardDirectory = ".giro"

    @Option(name: .customLong("set"), help: ArgumentHelp("A setting, as key=value.", valueName: "key=value"))
    var set: [String] = []

    /// Absolute, and without a slash at its end, which would have a link followed.
    var path: String {
        var path = directory.hasPrefix("/") ? directory : FileManager.default.currentDirectoryPath + "/" + directory
        while path.count > 1, path.last == "/" { path.removeLast() }
        return path
    }
}
