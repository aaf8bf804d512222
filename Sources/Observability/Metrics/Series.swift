import CoreMetrics
import Synchronization

/// One metric with one combination of label values.
protocol Series: AnyObject, Sendable {
    /// Appends the lines of this series.
    func write(_ name: String, labels: String, to text: inout PrometheusText)
}

final class CounterSeries: Series, CounterHandler {
    private let total = Atomic<Int64>(0)

    func increment(by amount: Int64) { total.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { total.store(0, ordering: .relaxed) }

    func write(_ name: String, labels: String, to text: inout PrometheusText) {
        text.sample(name, labels, Double(total.load(ordering: .relaxed)))
    }
}

final class GaugeSeries: Series, RecorderHandler, MeterHandler {
    private let value = AtomicDouble()

    func record(_ value: Int64) { self.value.store(Double(value)) }
    func record(_ value: Double) { self.value.store(value) }
    func set(_ value: Int64) { self.value.store(Double(value)) }
    func set(_ value: Double) { self.value.store(value) }
    func increment(by amount: Double) { value.add(amount) }
    func decrement(by amount: Double) { value.add(-amount) }

    func write(_ name: String, labels: String, to text: inout PrometheusText) {
        text.sample(name, labels, value.load())
    }
}

/// Counts by upper bound, and their sum. Timers are in seconds.
final class HistogramSeries: Series, RecorderHandler, TimerHandler {
    private let bounds: [Double]
    /// One for each bound, and one for what is beyond the last.
    private let buckets: [Bucket]
    private let sum = AtomicDouble()

    private final class Bucket: Sendable {
        let count = Atomic<Int64>(0)
    }

    init(bounds: [Double]) {
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Bucket() }
    }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    func record(_ value: Double) {
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        buckets[index].count.wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    func preferDisplayUnit(_ unit: TimeUnit) {}

    func write(_ name: String, labels: String, to text: inout PrometheusText) {
        var total: Int64 = 0
        for (index, bucket) in buckets.enumerated() {
            total += bucket.count.load(ordering: .relaxed)
            let bound = index < bounds.count ? PrometheusText.number(bounds[index]) : "+Inf"
            text.sample(name + "_bucket", labels + (labels.isEmpty ? "" : ",") + "le=\"\(bound)\"", Double(total))
        }
        text.sample(name + "_sum", labels, sum.load())
        text.sample(name + "_count", labels, Double(total))
    }
}

/// A floating-point number that several threads add to.
final class AtomicDouble: Sendable {
    private let bits = Atomic<UInt64>(0)

    func load() -> Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
    func store(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var known = bits.load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: known) + amount).bitPattern
            let (exchanged, found) = bits.weakCompareExchange(expected: known, desired: next, ordering: .relaxed)
            if exchanged { return }
            known = found
        }
    }
}
