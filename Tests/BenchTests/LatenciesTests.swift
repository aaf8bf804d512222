import Bench
import Testing

@Suite("Latencies")
struct LatenciesTests {
    @Test("percentiles are right to three digits, from microseconds to minutes")
    func percentiles() {
        var latencies = Latencies()
        for microseconds in 1...100_000 { latencies.record(microseconds: Int64(microseconds)) }
        #expect(latencies.count == 100_000)
        for (percentile, expected) in [(50.0, 50.0), (90, 90), (99, 99), (99.9, 99.9)] {
            let found = latencies.milliseconds(at: percentile)
            #expect(abs(found - expected) <= expected / 1_000 + 0.001, "p\(percentile) is \(found)")
        }
    }

    @Test("without any there is nothing to say")
    func none() {
        #expect(Latencies().summary.p99 == 0)
        #expect(Latencies().summary.max == 0)
    }

    @Test("what came before it was due took no time, and what never ended counts as the longest")
    func limits() {
        var latencies = Latencies()
        latencies.record(microseconds: -5)
        latencies.record(microseconds: .max)
        #expect(latencies.count == 2)
        #expect(latencies.milliseconds(at: 50) == 0)
        let longest = Double(Latencies.longestMicroseconds) / 1_000
        #expect(abs(latencies.milliseconds(at: 100) - longest) <= longest / 1_000)
    }

    @Test("two sets added are one set of all")
    func addition() {
        var odd = Latencies()
        var even = Latencies()
        for microseconds in 1...1_000 {
            if microseconds % 2 == 0 {
                even.record(microseconds: Int64(microseconds))
            } else {
                odd.record(microseconds: Int64(microseconds))
            }
        }
        odd.add(even)
        #expect(odd.count == 1_000)
        #expect(odd.milliseconds(at: 50) == 0.5)
    }

    @Test("the curve never falls and ends above 99.9 percent")
    func curve() {
        var latencies = Latencies()
        for microseconds in 1...10_000 { latencies.record(microseconds: Int64(microseconds * microseconds)) }
        let curve = latencies.curve()
        #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.milliseconds <= $1.milliseconds })
        #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.percentile < $1.percentile })
        #expect(curve.last?.percentile ?? 0 > 99.9)
    }
}
