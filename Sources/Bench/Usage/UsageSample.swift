/// What everything had used at one moment; two of them tell what was used between.
struct UsageSample {
    let at: ContinuousClock.Instant
    /// CPU seconds by process: the workers' names, `bench` (generator and embedded broker) and `postgres`.
    let cpuSeconds: [String: Double]
    /// The same by thread (`wallet/engine`), and of the server by whom it works for (`postgres/wallet`).
    let threadSeconds: [String: Double]
    let walBytes: Int64
    let transactions: Int64

    /// What was used from an earlier moment to this one.
    func since(_ earlier: UsageSample) -> Usage {
        Usage(
            seconds: (at - earlier.at).inSeconds,
            cpuSeconds: cpuSeconds.merging(earlier.cpuSeconds) { $0 - $1 },
            threadSeconds: threadSeconds.merging(earlier.threadSeconds) { $0 - $1 },
            walBytes: walBytes - earlier.walBytes, transactions: transactions - earlier.transactions)
    }
}

/// What was used in a stretch of time.
public struct Usage: Sendable, Equatable {
    let seconds: Double
    let cpuSeconds: [String: Double]
    let threadSeconds: [String: Double]
    let walBytes: Int64
    let transactions: Int64

    package init(
        seconds: Double, cpuSeconds: [String: Double] = [:], threadSeconds: [String: Double] = [:], walBytes: Int64 = 0,
        transactions: Int64 = 0
    ) {
        self.seconds = seconds
        self.cpuSeconds = cpuSeconds
        self.threadSeconds = threadSeconds
        self.walBytes = walBytes
        self.transactions = transactions
    }

    /// CPU microseconds for each of `count`, by process.
    package func cpuMicrosecondsEach(_ count: Int) -> [String: Double] {
        cpuSeconds.mapValues { Ratio.of($0 * 1e6, to: Double(count)) }
    }

    func threadMicrosecondsEach(_ count: Int) -> [String: Double] {
        threadSeconds.mapValues { Ratio.of($0 * 1e6, to: Double(count)) }
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
