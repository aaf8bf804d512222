import Bench
import BillingWorker
import CloudEvents
import Lane
import Messages
import PaymentWorker
import Payments
import Postgres
import PrivatePostgres
import WalletWorker

/// The workers' handlers one after the other, over real tables and without Kafka: what they do is the same in every
/// run, so it can be counted.
final class CountedChain {
    private let wallet: Connection
    private let billing: Connection
    private let payment: Connection
    private let admin: Connection
    private var generator: PaymentGenerator
    private var due: Int64 = 1_700_000_000_000_000
    private let decoder = MessageDecoder()

    private static let server = Result { () throws(PrivatePostgresError) in try PrivatePostgres.startTemporary() }

    /// What one batch cost.
    struct Cost: Equatable {
        var statements = 0
        var roundTrips = 0
    }

    init(accounts: Int = 500) throws {
        generator = PaymentGenerator(accounts: accounts, seed: 42)
        let stem = "c" + String(UInt32.random(in: .min ... .max), radix: 36)
        admin = try Connection.open(ConnectionConfiguration(conninfo: Self.server.get().adminConninfo))
        wallet = try Self.schema(stem, of: WalletWorker(), admin)
        billing = try Self.schema(stem, of: BillingWorker(connector: NoBiller()), admin)
        payment = try Self.schema(stem, of: PaymentWorker(), admin)
        _ = try BatchRunner(worker: walletWorker, connection: wallet).run(
            (0..<accounts).map { .accountRequested(PaymentGenerator.opening($0)) }, now: 1)
    }

    private let walletWorker = WalletWorker()

    /// A worker's schema and role, and a connection as that role.
    private static func schema<W: Worker>(_ stem: String, of worker: W, _ admin: Connection) throws -> Connection {
        let schema = "\(stem)_\(worker.name)"
        let role = WorkerRole(name: "giro_\(schema)", schema: schema, password: "secret")
        try role.apply(on: admin)
        _ = try LaneMigrations.apply(for: worker, role: role, on: admin)
        let conninfo = try server.get().conninfo(user: role.name, password: "secret", database: "postgres")
        return try Connection.open(ConnectionConfiguration(conninfo: conninfo, searchPath: schema).forLookups)
    }

    /// Takes transfers from request to final, a batch for each event, and gives back what each worker's batches cost
    /// and all that was emitted.
    func run(payments: Int) throws -> (costs: [String: [Cost]], events: [CloudEvent]) {
        let requests = (0..<payments).map { _ in
            due += 100
            return generator.next(dueMicroseconds: due)
        }
        var costs: [String: [Cost]] = [:]
        var events: [CloudEvent] = []
        var said: [AnyMessage] = requests.map { .paymentRequested($0) }
        while !said.isEmpty {
            var emitted: [CloudEvent] = []
            let toWallet = said.compactMap(WalletMessage.init(heard:))
            if !toWallet.isEmpty {
                emitted += try count(&costs, "wallet", wallet) {
                    try BatchRunner(worker: walletWorker, connection: wallet).run(toWallet, now: due).events.map(
                        \.event)
                }
            }
            let toBilling = said.compactMap(BillingMessage.init(heard:))
            if !toBilling.isEmpty {
                emitted += try count(&costs, "billing", billing) {
                    try BatchRunner(worker: BillingWorker(connector: NoBiller()), connection: billing)
                        .run(toBilling, now: due).events.map(\.event)
                }
            }
            let toPayment = said.compactMap(PaymentNews.init)
            if !toPayment.isEmpty {
                emitted += try count(&costs, "payment", payment) {
                    try BatchRunner(worker: PaymentWorker(), connection: payment).run(toPayment, now: due)
                        .events.map(\.event)
                }
            }
            events += emitted
            said = try emitted.map(decode)
        }
        return (costs, events)
    }

    /// Bytes of a worker's tables with their indexes.
    func tableBytes(of worker: String) throws -> Int64 {
        let connection = ["wallet": wallet, "billing": billing, "payment": payment][worker]!
        return try connection.query(SchemaBytes())[0]
    }

    /// What autovacuum collects some time after tables have grown: from now on the planner knows how large they are.
    func collectStatistics() throws {
        try admin.execute(script: "ANALYZE")
    }

    /// Rows that a worker's session has read, by whatever way.
    func rowsRead(by worker: String) throws -> Int64 {
        let connection = ["wallet": wallet, "billing": billing, "payment": payment][worker]!
        try connection.execute(script: "SELECT pg_stat_force_next_flush()")
        return try connection.query(RowsRead())[0]
    }

    private func count(
        _ costs: inout [String: [Cost]], _ worker: String, _ connection: Connection, _ body: () throws -> [CloudEvent]
    ) throws -> [CloudEvent] {
        let executions = try connection.query(CountExecutions())[0]
        let roundTrips = connection.roundTrips
        let events = try body()
        let cost = Cost(
            statements: Int(try connection.query(CountExecutions())[0] - executions) - 1,
            roundTrips: connection.roundTrips - roundTrips - 1)
        costs[worker, default: []].append(cost)
        return events
    }

    private func decode(_ event: CloudEvent) throws -> AnyMessage {
        try event.value.withUnsafeBytes { try decoder.decode(topic: event.topic, type: event.type, value: $0) }
    }
}

/// Transfers ask no biller.
struct NoBiller: BillerConnector {
    func pay(_ instruction: BillerInstruction, asksFirst: Bool) async -> BillerOutcome {
        .unknown(BillerDoubt("not_reached"))
    }
}

extension WalletMessage {
    fileprivate init?(heard message: AnyMessage) {
        switch message {
        case .paymentRequested(let body): self = .paymentRequested(body)
        case .billPaid(let body): self = .billPaid(body)
        case .billFailed(let body): self = .billFailed(body)
        default: return nil
        }
    }
}

extension BillingMessage {
    fileprivate init?(heard message: AnyMessage) {
        guard case .walletDebited(let body) = message else { return nil }
        self = .walletDebited(body)
    }
}

/// How often prepared statements of this session have run, this one included.
private struct CountExecutions: Statement {
    static let sql = "SELECT sum(generic_plans + custom_plans)::bigint FROM pg_prepared_statements"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

private struct RowsRead: Statement {
    static let sql = """
        SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables
        WHERE schemaname = current_schema()
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

private struct SchemaBytes: Statement {
    static let sql = """
        SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname NOT IN ('outbox', 'account')
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
