import ArgumentParser
import Logging
import ServiceLifecycle
import Settings
import Stack

struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Serve the HTTP API, against the Kafka and PostgreSQL that the settings name.",
        discussion: """
            Keeps nothing: any number of them can run behind one address. It speaks TLS when it has a certificate \
            (gateway.tls.certificate.file), else plain HTTP behind a proxy that does. SIGTERM answers what is under \
            way, then ends. docs/api.md, docs/security.md.
            """)

    @OptionGroup var options: SettingOptions

    func run() async throws {
        let observability = ProcessObservability.start()
        let settings = try options.start()
        let gateway = try await RunningGateway.make(settings)
        let server = observability.server(settings, workers: [], gateway: gateway)
        // First, so that it ends last: what a stop does can be watched.
        let services = [server as (any Service)?, gateway].compactMap { $0 }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigint, .sigterm],
                logger: Logger(label: "giro.gateway")))
        try await group.run()
    }
}
