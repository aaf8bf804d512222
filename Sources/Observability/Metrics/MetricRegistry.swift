import CoreMetrics
import Synchronization

/// The metrics of this process: a backend of swift-metrics that keeps every series in memory and shows them as
/// Prometheus text.
///
/// A series is made under a lock, once; counting is an atomic addition. What there may be of them is bounded: what is
/// beyond counts nowhere, and how much that is is a metric of its own.
public final class MetricRegistry: MetricsFactory, Sendable {
    struct Family: Sendable {
        let description: MetricDescription
        var series: [String: any Series] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var seriesCount = 0
        var collectors: [@Sendable () -> [MetricSample]] = []
    }

    /// For the whole process, and for one metric.
    public static let maximumSeries = 10_000
    public static let maximumSeriesOfMetric = 2_000

    private let state = Mutex(State())
    private let refused = Atomic<Int>(0)

    public init() {}

    /// Makes this the backend of everything in the process that counts. To be called once, before anything is counted.
    public func install() { MetricsSystem.bootstrap(self) }

    /// Asked for more samples whenever the metrics are read.
    public func collect(_ collector: @escaping @Sendable () -> [MetricSample]) {
        state.withLock { $0.collectors.append(collector) }
    }

    /// Everything as Prometheus reads it.
    public func text() -> String { PrometheusText.of(self) }

    /// Everything, in the order of the names.
    func families() -> (families: [Family], samples: [MetricSample]) {
        let (families, collectors, count) = state.withLock { state in
            (state.families.values.filter { !$0.series.isEmpty }, state.collectors, state.seriesCount)
        }
        let own = [
            MetricSample("giro_metrics_series", Double(count)),
            MetricSample("giro_metrics_series_refused_total", Double(refused.load(ordering: .relaxed))),
        ]
        return (families.sorted { $0.description.name < $1.description.name }, own + collectors.flatMap { $0() })
    }

    private func series<S: Series>(
        _ label: String, _ dimensions: [(String, String)], _ kind: MetricDescription.Kind,
        _ make: (MetricDescription) -> S
    ) -> S? {
        let labels = PrometheusText.labels(dimensions)
        return state.withLock { state in
            let description = MetricCatalogue.description(of: label, otherwise: kind)
            var family = state.families[label] ?? Family(description: description)
            if let known = family.series[labels] { return known as? S }
            guard state.seriesCount < Self.maximumSeries, family.series.count < Self.maximumSeriesOfMetric else {
                refused.wrappingAdd(1, ordering: .relaxed)
                return nil
            }
            let made = make(description)
            family.series[labels] = made
            state.families[label] = family
            state.seriesCount += 1
            return made
        }
    }

    // MARK: swift-metrics

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter) { _ in CounterSeries() } ?? NOOPMetricsHandler.instance
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if !aggregate { return series(label, dimensions, .gauge) { _ in GaugeSeries() } ?? NOOPMetricsHandler.instance }
        return series(label, dimensions, .histogram(MetricCatalogue.counts)) { HistogramSeries(bounds: $0.bounds) }
            ?? NOOPMetricsHandler.instance
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge) { _ in GaugeSeries() } ?? NOOPMetricsHandler.instance
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram(MetricCatalogue.seconds)) { HistogramSeries(bounds: $0.bounds) }
            ?? NOOPMetricsHandler.instance
    }

    /// Series stay: a counter that went back to nothing would be read as a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
}
