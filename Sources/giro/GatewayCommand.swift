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
            Keeps nothing: any number of them can run behind one address. It speaks plain HTTP, so put a proxy with \
            TLS in front. SIGTERM answers what is under way, then ends. docs/api.md, docs/security.md.
            """)

    @OptionGroup var options: SettingOptions

    func run() async throws {
        let gateway = try await RunningGateway.make(try options.start())
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: gateway)], gracefulShutdownSignals: [.sigint, .sigterm],
                logger: Logger(label: "giro.gateway")))
        try await group.run()
    }
}
