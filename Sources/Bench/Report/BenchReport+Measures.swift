extension BenchReport.Flow {
    package init(_ result: FlowResult, peak: [String: Double]) {
        self.init(result, peak: peak, latencies: nil)
    }

    init(_ result: FlowResult, peak: [String: Double], latencies: LatencyProbe.Results?) {
        self.init(
            perSecond: Ratio.rounded(result.perSecond), payments: result.payments,
            cpuMicroseconds: result.usage.cpuMicrosecondsEach(result.payments).mapValues { Ratio.rounded($0) },
            threadMicroseconds: result.usage.threadMicrosecondsEach(result.payments).mapValues { Ratio.rounded($0) },
            peakMebibytes: peak,
            walBytes: Ratio.rounded(Ratio.of(Double(result.usage.walBytes), to: Double(result.payments))),
            transactionsPerSecond: Ratio.rounded(Ratio.of(Double(result.usage.transactions), to: result.usage.seconds)),
            bySecond: result.bySecond.map { $0.rounded() }, byMinute: result.byMinute.map { $0.rounded() },
            moved: latencies?.moved.summary,
            told: latencies?.told.summary)
    }
}

extension BenchReport.Latency {
    init(_ result: FlowResult, rate: Int, latencies: LatencyProbe.Results) {
        self.init(
            rate: rate, perSecond: Ratio.rounded(result.perSecond), moved: latencies.moved.summary,
            told: latencies.told.summary, read: latencies.read.mapValues(\.summary),
            published: latencies.published.summary,
            cpuMicroseconds: result.usage.cpuMicrosecondsEach(result.payments).mapValues { Ratio.rounded($0) },
            curve: latencies.told.curve().map { [$0.percentile, $0.milliseconds] })
    }
}

extension BenchReport.Gateway {
    /// - Parameter rounds: not empty.
    init(_ rounds: [GatewayRun.Round], clients: Int) {
        let middle = rounds.sorted { $0.gateway.perSecond < $1.gateway.perSecond }[rounds.count / 2]
        self.init(
            clients: clients, perSecond: Ratio.median(rounds.map(\.gateway.perSecond)).rounded(),
            barePerSecond: Ratio.median(rounds.map(\.bare.perSecond)).rounded(),
            rounds: rounds.map { [$0.gateway.perSecond.rounded(), $0.bare.perSecond.rounded()] },
            errors: rounds.reduce(into: [:]) { $0.merge($1.gateway.errors, uniquingKeysWith: +) },
            bareErrors: rounds.reduce(into: [:]) { $0.merge($1.bare.errors, uniquingKeysWith: +) },
            latency: middle.gateway.latencies.summary, bareLatency: middle.bare.latencies.summary,
            cpuMicroseconds: middle.usage.cpuMicrosecondsEach(middle.gateway.answered).mapValues { Ratio.rounded($0) })
    }
}

extension BenchReport.Hop {
    /// - Parameter rounds: of one worker; not empty.
    init(_ rounds: [HopRun.Result]) {
        let sorted = rounds.sorted { $0.perSecond < $1.perSecond }
        let middle = sorted[sorted.count / 2]
        self.init(
            name: middle.name, rounds: rounds.map { $0.perSecond.rounded() },
            perSecond: Ratio.median(rounds.map(\.perSecond)).rounded(),
            cpuMicroseconds: middle.usage.cpuMicrosecondsEach(middle.messages).mapValues { Ratio.rounded($0) },
            threadMicroseconds: middle.usage.threadMicrosecondsEach(middle.messages).mapValues { Ratio.rounded($0) },
            walBytes: Ratio.rounded(Ratio.of(Double(middle.usage.walBytes), to: Double(middle.messages))),
            peakMebibytes: middle.peakMebibytes)
    }
}
