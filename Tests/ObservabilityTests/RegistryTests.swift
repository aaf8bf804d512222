import Metrics
import Observability
import Testing

@Suite("The registry of metrics")
struct RegistryTests {
    private let registry = MetricRegistry()

    private var lines: [String] { registry.text().split(separator: "\n").map(String.init) }

    @Test("a counter is shown with its help, its type and its labels")
    func counter() {
        let counter = Counter(
            label: "giro_batches_committed_total", dimensions: [("worker", "wallet")], factory: registry)
        counter.increment(by: 3)
        counter.increment()
        #expect(lines.contains("# TYPE giro_batches_committed_total counter"))
        #expect(lines.contains("# HELP giro_batches_committed_total Database transactions committed."))
        #expect(lines.contains("giro_batches_committed_total{worker=\"wallet\"} 4"))
    }

    @Test("the same name and labels are the same series, whoever asks")
    func sameSeries() {
        for _ in 0..<2 { Counter(label: "x_total", dimensions: [("a", "1")], factory: registry).increment() }
        #expect(lines.filter { $0.hasPrefix("x_total") } == ["x_total{a=\"1\"} 2"])
    }

    @Test("a timer is a histogram of seconds whose buckets add up")
    func timer() {
        let timer = Timer(label: "giro_apply_seconds", dimensions: [("worker", "wallet")], factory: registry)
        timer.recordNanoseconds(700_000)
        timer.recordNanoseconds(1_000_000)
        timer.recordNanoseconds(90_000_000_000)
        #expect(lines.contains("giro_apply_seconds_bucket{worker=\"wallet\",le=\"0.0005\"} 0"))
        #expect(lines.contains("giro_apply_seconds_bucket{worker=\"wallet\",le=\"0.001\"} 2"))
        #expect(lines.contains("giro_apply_seconds_bucket{worker=\"wallet\",le=\"30\"} 2"))
        #expect(lines.contains("giro_apply_seconds_bucket{worker=\"wallet\",le=\"+Inf\"} 3"))
        #expect(lines.contains("giro_apply_seconds_count{worker=\"wallet\"} 3"))
        #expect(lines.contains("giro_apply_seconds_sum{worker=\"wallet\"} 90.0017"))
    }

    @Test("gauges and meters show their last value")
    func gauges() {
        Gauge(label: "g", factory: registry).record(7)
        let meter = Meter(label: "m", factory: registry)
        meter.increment(by: 2)
        meter.decrement(by: 0.5)
        #expect(lines.contains("g 7"))
        #expect(lines.contains("m 1.5"))
    }

    @Test("what a label holds is escaped")
    func escaping() {
        Gauge(label: "g", dimensions: [("a", "x\"y\\z\n")], factory: registry).record(1)
        #expect(lines.contains("g{a=\"x\\\"y\\\\z\\n\"} 1"))
    }

    @Test("beyond its limit a metric counts nowhere, and that is counted")
    func limit() {
        for number in 0...MetricRegistry.maximumSeriesOfMetric {
            Counter(label: "many_total", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        #expect(lines.filter { $0.hasPrefix("many_total{") }.count == MetricRegistry.maximumSeriesOfMetric)
        #expect(lines.contains("giro_metrics_series_refused_total 1"))
    }

    @Test("additions of many threads are all there")
    func threads() async {
        let counter = Counter(label: "c_total", factory: registry)
        let timer = Timer(label: "t_seconds", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.increment()
                        timer.recordNanoseconds(1_000_000_000)
                    }
                }
            }
        }
        #expect(lines.contains("c_total 80000"))
        #expect(lines.contains("t_seconds_sum 80000"))
    }

    @Test("the process's own numbers are there")
    func process() throws {
        registry.collect { ProcessMetrics.samples() }
        let resident = try #require(lines.first { $0.hasPrefix("process_resident_memory_bytes ") })
        #expect(try #require(Double(resident.split(separator: " ")[1])) > 1_000_000)
        let start = try #require(lines.first { $0.hasPrefix("process_start_time_seconds ") })
        #expect(try #require(Double(start.split(separator: " ")[1])) > 1_600_000_000)
    }
}
