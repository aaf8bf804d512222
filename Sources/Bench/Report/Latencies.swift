import Histogram

/// How long things took, in microseconds, kept in an HdrHistogram: three digits right, whatever the size.
public struct Latencies: Sendable {
    private var histogram: Histogram<UInt64>

    /// Longer ones count as this long.
    package static let longestMicroseconds: UInt64 = 120_000_000

    package init() {
        histogram = Histogram(
            highestTrackableValue: Self.longestMicroseconds, numberOfSignificantValueDigits: .three)
    }

    /// Clocks of two processes may differ by a little: what came before it was due took no time.
    package mutating func record(microseconds: Int64) {
        histogram.record(min(UInt64(max(microseconds, 0)), Self.longestMicroseconds))
    }

    package mutating func add(_ other: Latencies) { histogram.add(other.histogram) }

    package var count: Int { Int(histogram.totalCount) }

    /// - Parameter percentile: 0 to 100.
    package func milliseconds(at percentile: Double) -> Double {
        count == 0 ? 0 : Double(histogram.valueAtPercentile(percentile)) / 1_000
    }

    package var summary: Summary {
        Summary(
            count: count, p50: milliseconds(at: 50), p90: milliseconds(at: 90), p99: milliseconds(at: 99),
            p999: milliseconds(at: 99.9), max: count == 0 ? 0 : Double(histogram.max) / 1_000)
    }

    /// Milliseconds.
    public struct Summary: Sendable, Equatable, Encodable {
        public let count: Int
        public let p50: Double
        public let p90: Double
        public let p99: Double
        public let p999: Double
        public let max: Double
    }

    /// The curve of a plot: percentiles that come closer together towards 100.
    package func curve() -> [(percentile: Double, milliseconds: Double)] {
        [0, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.9, 99.95, 99.99].map { ($0, milliseconds(at: $0)) }
    }
}
