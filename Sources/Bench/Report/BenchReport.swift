/// What a run measured. Rates are per second, times in milliseconds, CPU in microseconds for each payment (or message).
public struct BenchReport: Sendable, Encodable {
    public var machine: Machine
    public var seconds: Int
    public var accounts: Int
    /// Each run of pgbench; the ratios are to their median.
    public var tpcb: [Double] = []
    public var flow: Flow?
    public var latency: Latency?
    public var hops: [Hop] = []
    public var publishing: Publishing?
    public var ledger: Ledger?
    public var single: Flow?
    public var hotPayee: Flow?
    public var hotPayer: Flow?
    public var brokerProduced: Double?
    public var brokerConsumed: Double?
    public var copied: Double?
    public var gateway: Gateway?
    /// CPU of each worker while nothing is to do: percent of one core.
    public var idlePercent: [String: Double] = [:]
    /// From a worker's start until it polls for the first time, the median of a few.
    public var startMilliseconds: Double?
    public var tableBytesPerPayment: [String: Double] = [:]
    public var auditFindings = 0
    public var payments = 0

    public init(machine: Machine, seconds: Int, accounts: Int) {
        self.machine = machine
        self.seconds = seconds
        self.accounts = accounts
    }

    /// Payments through all workers.
    public struct Flow: Sendable, Encodable {
        public let perSecond: Double
        public let payments: Int
        /// By process: the workers, `bench` (generator and embedded broker) and `postgres`.
        public let cpuMicroseconds: [String: Double]
        /// By thread of the workers.
        public let threadMicroseconds: [String: Double]
        public let peakMebibytes: [String: Double]
        public let walBytes: Double
        public let transactionsPerSecond: Double
        public let bySecond: [Double]
        /// Final a second in each whole minute after the warm-up.
        public let byMinute: [Double]
        public let moved: Latencies.Summary?
        public let told: Latencies.Summary?
    }

    /// Payments that come at a rate.
    public struct Latency: Sendable, Encodable {
        public let rate: Int
        public let perSecond: Double
        /// From when a payment was due until `wallet.credited` was read.
        public let moved: Latencies.Summary
        /// Until `notification.send` was read: final for the payment worker, and people are told.
        public let told: Latencies.Summary
        /// From when a payment was due, by topic, until the message that says so was read.
        public let read: [String: Latencies.Summary]
        /// From when a worker decided on a message, before its commit, until the message was read.
        public let published: Latencies.Summary
        public let cpuMicroseconds: [String: Double]
        /// For the plot.
        let curve: [[Double]]
    }

    /// One worker alone; the rates of all rounds, and the rest of the median one.
    public struct Hop: Sendable, Encodable {
        public let name: String
        public let rounds: [Double]
        public let perSecond: Double
        public let cpuMicroseconds: [String: Double]
        public let threadMicroseconds: [String: Double]
        public let walBytes: Double
        public let peakMebibytes: Double
    }

    /// What one worker's process publishes of an outbox full of rows.
    public struct Publishing: Sendable, Encodable {
        public let perSecond: Double
        /// For each CPU second of the worker's process.
        public let perCPUSecond: Double
        public let residentMebibytes: Double
        /// Payments a second, to the wallet alone.
        public let rate: Int
        /// At that rate: from when it decided on a message, before its commit, until the message was read.
        public let latency: Latencies.Summary
    }

    /// The same flow with a small ledger and with one that has grown.
    public struct Ledger: Sendable, Encodable {
        public let smallAccounts: Int
        public let smallPerSecond: Double
        public let largeAccounts: Int
        public let entries: Int
        public let largePerSecond: Double
    }

    /// Reads over HTTP; the median of the rounds, and each of them.
    public struct Gateway: Sendable, Encodable {
        public let clients: Int
        public let perSecond: Double
        public let barePerSecond: Double
        public let rounds: [[Double]]
        /// By what went wrong, over all rounds.
        public let errors: [String: Int]
        public let bareErrors: [String: Int]
        public let latency: Latencies.Summary
        public let bareLatency: Latencies.Summary
        /// For each read: `gateway`, `postgres`, and `bench`, which is the clients.
        public let cpuMicroseconds: [String: Double]
    }

    public var isClean: Bool { auditFindings == 0 }

    package var tpcbMedian: Double { Ratio.median(tpcb) }

    package func hop(_ name: String) -> Hop? { hops.first { $0.name == name } }

    enum CodingKeys: String, CodingKey {
        case machine, seconds, accounts, tpcb, flow, latency, hops, single, hotPayee, hotPayer, brokerProduced
        case brokerConsumed, copied, gateway, idlePercent, tableBytesPerPayment, auditFindings, payments
        case publishing, ledger, startMilliseconds
        case largeOverSmallLedger
        case endToEndOverTPCB = "e2eOverTpcb"
        case walletOverTPCB = "walletOverTpcb"
        case batchOverSingle, hotPayeeOverUniform, hotPayerOverUniform
        case endToEndOverCopy = "e2eOverCopy"
        case readsOverBare
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(machine, forKey: .machine)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(accounts, forKey: .accounts)
        try container.encode(tpcb, forKey: .tpcb)
        try container.encodeIfPresent(flow, forKey: .flow)
        try container.encodeIfPresent(latency, forKey: .latency)
        try container.encode(hops, forKey: .hops)
        try container.encodeIfPresent(single, forKey: .single)
        try container.encodeIfPresent(hotPayee, forKey: .hotPayee)
        try container.encodeIfPresent(hotPayer, forKey: .hotPayer)
        try container.encodeIfPresent(brokerProduced, forKey: .brokerProduced)
        try container.encodeIfPresent(brokerConsumed, forKey: .brokerConsumed)
        try container.encodeIfPresent(copied, forKey: .copied)
        try container.encodeIfPresent(gateway, forKey: .gateway)
        try container.encode(idlePercent, forKey: .idlePercent)
        try container.encodeIfPresent(publishing, forKey: .publishing)
        try container.encodeIfPresent(ledger, forKey: .ledger)
        try container.encodeIfPresent(startMilliseconds, forKey: .startMilliseconds)
        try container.encode(tableBytesPerPayment, forKey: .tableBytesPerPayment)
        try container.encode(auditFindings, forKey: .auditFindings)
        try container.encode(payments, forKey: .payments)
        for (key, ratio) in ratios { try container.encode(ratio, forKey: key) }
    }
}

extension BenchReport {
    /// Those of which both sides were measured.
    var ratios: [(key: CodingKeys, ratio: Double)] {
        let uniform = flow?.perSecond
        let pairs: [(CodingKeys, Double?, Double?)] = [
            (.endToEndOverTPCB, uniform, tpcb.isEmpty ? nil : tpcbMedian),
            (.walletOverTPCB, hop("wallet, requests")?.perSecond, tpcb.isEmpty ? nil : tpcbMedian),
            (.batchOverSingle, uniform, single?.perSecond),
            (.hotPayeeOverUniform, hotPayee?.perSecond, uniform),
            (.hotPayerOverUniform, hotPayer?.perSecond, uniform),
            (.endToEndOverCopy, uniform, copied),
            (.largeOverSmallLedger, ledger?.largePerSecond, ledger?.smallPerSecond),
            (.readsOverBare, gateway?.perSecond, gateway?.barePerSecond),
        ]
        return pairs.compactMap { key, value, other in
            guard let value, let other, other > 0 else { return nil }
            return (key, Ratio.rounded(value / other, 2))
        }
    }
}
