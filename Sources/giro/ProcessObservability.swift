import Gateway
import Logging
import Observability
import ServiceLifecycle
import Settings
import Stack

/// What shows a process that runs workers: its metrics, its health, its spans.
struct ProcessObservability {
    private let registry = MetricRegistry()

    /// Before anything is counted, and so before any worker is made and anything is logged.
    static func start() -> ProcessObservability {
        let observability = ProcessObservability()
        observability.registry.install()
        observability.registry.collect { ProcessMetrics.samples() + Release.samples() }
        return observability
    }

    /// - Returns: `nil` when the settings name no collector.
    static func exporter(_ settings: Settings) -> SpanExporter? {
        let shown = settings.observability
        guard let endpoint = shown.tracesEndpoint else { return nil }
        return SpanExporter(
            SpanExporter.Configuration(
                endpoint: endpoint, headers: shown.tracesHeaders, share: shown.tracesSample, instance: shown.instance),
            logger: Logger(label: "giro.traces"))
    }

    /// - Returns: `nil` when the settings want none.
    func server(
        _ settings: Settings, workers: [RunningWorker], gateway: Gateway? = nil
    ) -> ObservabilityService? {
        let shown = settings.observability
        guard let listen = shown.listen else { return nil }
        let stuckAfter = shown.stuckAfter.wholeMilliseconds
        var services: [(name: String, health: @Sendable () -> ServiceHealth)] = []
        if let gateway {
            services = [("gateway", { ServiceHealth(gateway.health, stuckAfterMilliseconds: stuckAfter) })]
        }
        let health = HealthSources(
            workers: workers.map { worker in (worker.name, { worker.health }) },
            services: services,
            stuckAfterMilliseconds: stuckAfter)
        return ObservabilityService(
            host: listen.host, port: listen.port, registry: registry, health: health,
            logger: Logger(label: "giro.metrics"))
    }
}

extension ServiceHealth {
    /// Kafka may be away: what is accepted meanwhile waits in the outbox, as it would at any other gateway.
    fileprivate init(_ gateway: GatewayHealth, stuckAfterMilliseconds: Int64) {
        let isStuck = gateway.relaySilenceMilliseconds >= stuckAfterMilliseconds
        var obstacles: [String] = []
        if !gateway.isServing { obstacles.append("not_running") }
        if !gateway.isDatabaseUp { obstacles.append("database_down") }
        if isStuck { obstacles.append("relay_stuck") }
        self.init(isHealthy: !isStuck, obstacles: obstacles)
    }
}
