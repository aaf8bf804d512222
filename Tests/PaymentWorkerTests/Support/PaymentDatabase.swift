import CloudEvents
import Glibc
import Lane
import PaymentWorker
import Payments
import Postgres
import PrivatePostgres

/// The payment worker's schema with a role of its own, new for each test, on a server that lives as long as the tests.
final class PaymentDatabase {
    let schema: String
    let role: String
    /// The superuser, with the schema in its search path.
    let admin: Connection
    /// As the worker connects.
    let connection: Connection

    private static let server = Result { () throws(PrivatePostgresError) in try PrivatePostgres.startTemporary() }

    init() throws {
        schema = "p_" + String(UInt64.random(in: .min ... .max), radix: 36)
        role = "giro_" + schema
        let server = try Self.server.get()
        admin = try Connection.open(ConnectionConfiguration(conninfo: server.adminConninfo, searchPath: schema))
        try WorkerRole(name: role, schema: schema, password: "secret").apply(on: admin)
        let migrations = PaymentWorker().migrations
        _ = try Migrator(component: "payment", schema: schema, migrations: migrations, role: role).apply(on: admin)
        connection = try Self.connect(role)
    }

    deinit {
        connection.close()
        admin.close()
    }

    func connect() throws -> Connection { try Self.connect(role) }

    private static func connect(_ role: String) throws -> Connection {
        let server = try server.get()
        let conninfo = server.conninfo(user: role, password: "secret", database: "postgres")
        return try Connection.open(ConnectionConfiguration(conninfo: conninfo))
    }

    /// Runs one batch and gives back what it emitted.
    @discardableResult
    func run(_ heard: [Heard], on connection: Connection? = nil) throws -> [CloudEvent] {
        let runner = BatchRunner(worker: PaymentWorker(), connection: connection ?? self.connection)
        return try runner.run(heard.map(\.item), now: 1).events.map(\.event)
    }

    /// Every row of the two tables, and the transaction that wrote it.
    func everything() throws -> [String] { try admin.query(Everything()) }

    func rows() throws -> [PaymentID: String] {
        Dictionary(uniqueKeysWithValues: try admin.query(PaymentRows()).map { ($0.payment, $0.row) })
    }
}

private struct Everything: Statement {
    static let sql = """
        SELECT xmin::text || to_jsonb(t) FROM payment AS t
        UNION ALL SELECT xmin::text || to_jsonb(t) FROM contradiction AS t ORDER BY 1
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}

/// Payments without their ids and timelines, to be compared.
private struct PaymentRows: Statement {
    static let sql = "SELECT id, (to_jsonb(payment) - 'id' - 'heard')::text FROM payment"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (payment: PaymentID, row: String) {
        let id = try row.uuid(0)
        return (PaymentID(high: id.high, low: id.low), try row.string(1))
    }
}

struct CountDeadlocks: Statement {
    static let sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
