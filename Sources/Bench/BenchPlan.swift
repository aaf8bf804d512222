/// What a run of the bench is to measure, and how much of it.
public struct BenchPlan: Sendable {
    /// What can be measured alone. All of them run over one stack, in this order.
    public enum Part: String, Sendable, CaseIterable {
        /// pgbench's TPC-B on the same server, at the start and again at the end.
        case tpcb
        /// Request to final state through all workers, as fast as they go.
        case flow
        /// The same at a chosen rate, each latency counted from the moment its payment was due.
        case latency
        /// Each worker alone, over messages that wait for it.
        case hops
        /// All workers with one message in a transaction.
        case single
        /// Every payment to one payee, then every payment from one payer.
        case hot
        /// Reads over HTTP, beside a bare route that answers the same bytes.
        case gateway
        /// The same messages through librdkafka, and nothing done with them.
        case broker
        /// The same rows through COPY, and nothing decided about them.
        case copy
        /// An outbox full of rows, from the database to the topic.
        case publishing
        /// From a worker's start to its first poll.
        case start
        /// A million accounts and ten million entries against ten thousand accounts. Only when it is asked for: it
        /// takes some minutes, and what it loads has no payments, so it comes after the audit.
        case ledger
    }

    public var parts: Set<Part> = Set(Part.allCases).subtracting([.ledger])
    /// How long each of the timed parts runs.
    public var seconds = 20
    /// Payments a second in the part `latency`; `nil` is half of what `flow` measured.
    public var rate: Int?
    public var accounts = 100_000
    /// Payments published and not yet final, at most, where payments come as fast as they are done. The embedded broker
    /// keeps 5 MiB a partition and drops the oldest beyond.
    public var underWay = 8_000
    /// Messages that wait for a worker in the part `hops`: what surely fits those 5 MiB.
    public var hopPayments = 20_000
    public var hopRounds = 3
    /// Rows in the part `publishing`: what surely fits the embedded broker's partitions.
    public var publishedMessages = 40_000
    /// And payments a second to the wallet alone, so few that it is not busy.
    public var publishedRate = 2_000
    /// The part `ledger`.
    public var smallLedgerAccounts = 10_000
    public var largeLedgerAccounts = 1_000_000
    public var ledgerEntries = 10_000_000
    /// Clients of the gateway, each with a connection that it keeps.
    public var httpClients = 1_000
    public var httpPeople = 50
    public var httpRounds = 3
    /// pgbench's scale factor: 50 is five million accounts in about 750 MB.
    public var tpcbScale = 50
    public var clients = 8
    /// More settings of the workers, as `--set` has them.
    public var flags: [String] = []

    public init() {}
}
