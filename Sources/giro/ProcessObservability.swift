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
    func server(_ settings: Settings, workers: [RunningWorker]) -> ObservabilityService? {
        let shown = settings.observability
        guard let listen = shown.listen else { return nil }
        let health = HealthSources(
            workers: workers.map { worker in (worker.name, { worker.health }) },
            stuckAfterMilliseconds: shown.stuckAfter.wholeMilliseconds)
        return ObservabilityService(
            host: listen.host, port: listen.port, registry: registry, health: health,
            logger: Logger(label: "giro.metrics"))
    }
}
