import Lane
import Messages
import Payments
import Postgres
import PrivatePostgres
import WalletWorker

/// The wallet with a schema and a role of its own, new for each test, on a server that lives as long as the tests.
final class Wallet {
    let schema: String
    let role: String
    let worker = WalletWorker()
    /// Microseconds since the Unix epoch.
    var now: Int64 = 1_000_000
    /// The superuser, with the schema in its search path.
    let admin: Connection
    /// As the worker connects.
    let connection: Connection

    private static let server = Result { () throws(PrivatePostgresError) in try PrivatePostgres.startTemporary() }

    init() throws {
        schema = "w_" + String(UInt64.random(in: .min ... .max), radix: 36)
        role = "giro_" + schema
        let server = try Self.server.get()
        admin = try Connection.open(ConnectionConfiguration(conninfo: server.adminConninfo, searchPath: schema))
        try WorkerRole(name: role, schema: schema, password: "secret").apply(on: admin)
        let migrator = Migrator(component: "wallet", schema: schema, migrations: worker.migrations, role: role)
        _ = try migrator.apply(on: admin)
        connection = try Self.connect(role)
    }

    deinit {
        connection.close()
        admin.close()
    }

    /// One more connection as the worker's role, for another thread.
    static func connect(_ role: String) throws -> Connection {
        let conninfo = try server.get().conninfo(user: role, password: "secret", database: "postgres")
        return try Connection.open(ConnectionConfiguration(conninfo: conninfo))
    }

    /// Applies messages as one batch of one lane.
    @discardableResult
    func run(_ messages: WalletMessage..., lane: Int32 = 1) throws -> Answer {
        try run(messages.map { (lane, $0) })
    }

    /// Applies messages as one batch, each in its lane.
    @discardableResult
    func run(_ messages: [(lane: Int32, message: WalletMessage)]) throws -> Answer {
        try Answer(BatchRunner(worker: worker, connection: connection).run(messages.map(Self.item), now: now))
    }

    static func item(_ lane: Int32, _ message: WalletMessage) -> Item<WalletMessage, Never> {
        let origin = Origin(topic: "payment.requested", partition: 0, offset: 0, timestamp: 0)
        return Item(lane: lane, cause: .message(message, origin))
    }

    /// Opens an external account `bank` and a wallet for each name, all in EUR, and tops the wallets up.
    func fund(_ wallets: KeyValuePairs<String, Int64>) throws {
        var messages = [open("bank", .external)]
        for (wallet, amountMinor) in wallets {
            messages.append(open(wallet))
            guard amountMinor > 0 else { continue }
            let topUp = TestPayment(.topup, from: "bank", to: wallet, amountMinor)
            messages += [topUp.request, topUp.paid]
        }
        try run(messages.map { (90, $0) })
    }

    /// Balances by account, of those that exist.
    func balances(_ accounts: String...) throws -> [String: Int64] {
        let balances = try connection.query(BalancesOf(accounts))
        return Dictionary(uniqueKeysWithValues: balances.map { ($0.account, $0.balanceMinor) })
    }

    func audit(limit: Int = 100) throws -> [LedgerAudit.Finding] { try admin.query(LedgerAudit(limit: limit)) }

    /// The first value of the first row, as text.
    func text<S: Statement>(_ statement: S) throws -> String? where S.Row == String {
        try admin.query(statement).first
    }
}
