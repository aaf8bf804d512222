import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Settings
import Stack

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Run one worker or several, against the Kafka and PostgreSQL that the settings name.",
        discussion: "More processes of the same worker share its lanes. SIGTERM stops gracefully.")

    @Argument(help: "\(RunningWorker.names.joined(separator: ", ")).")
    var names: [String]

    @OptionGroup var options: SettingOptions

    func validate() throws {
        let known = RunningWorker.names.joined(separator: ", ")
        for name in names where !RunningWorker.names.contains(name) {
            throw ValidationError("no worker is called \(name); there are \(known)")
        }
    }

    func run() async throws {
        let observability = ProcessObservability.start()
        let settings = try options.start()
        let exporter = ProcessObservability.exporter(settings)
        let workers = try names.compactMap { try RunningWorker.named($0, settings: settings, spans: exporter) }
        let server = observability.server(settings, workers: workers)
        // First, so that they end last: what a stop does can be watched.
        let watchers = [exporter as (any Service)?, server].compactMap { $0 }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: (watchers + workers as [any Service]).map { .init(service: $0) },
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: Logger(label: "giro.worker")))
        try await group.run()
    }
}
