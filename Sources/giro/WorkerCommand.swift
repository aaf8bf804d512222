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
        discussion: """
            More processes of the same worker share its lanes. SIGTERM stops gracefully; giro drain lets it finish \
            everything first. Both end with exit code 0.
            """)

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
                services: watchers.map { .init(service: $0) }
                    + [
                        .init(
                            service: AllWorkers(workers: workers),
                            successTerminationBehavior: .gracefullyShutdownGroup)
                    ],
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: Logger(label: "giro.worker")))
        try await group.run()
    }
}

/// Several workers as one service. It ends when all of them have: drained, or on the way out.
private struct AllWorkers: Service {
    let workers: [RunningWorker]

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for worker in workers { group.addTask { try await worker.run() } }
        }
    }
}
