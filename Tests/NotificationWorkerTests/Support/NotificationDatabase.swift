import Lane
import NotificationWorker
import Payments
import Postgres
import PrivatePostgres

/// The notification worker's schema with a role of its own, new for each test, on a server that lives as long as the
/// tests.
final class NotificationDatabase {
    let schema: String
    /// The superuser, with the schema in its search path.
    let admin: Connection
    /// As the worker connects.
    let connection: Connection

    private static let server = Result { () throws(PrivatePostgresError) in try PrivatePostgres.startTemporary() }

    init() throws {
        schema = "n_" + String(UInt64.random(in: .min ... .max), radix: 36)
        let role = "giro_" + schema
        let server = try Self.server.get()
        admin = try Connection.open(ConnectionConfiguration(conninfo: server.adminConninfo, searchPath: schema))
        let worker = WorkerRole(name: role, schema: schema, password: "secret")
        try worker.apply(on: admin)
        let notification = try NotificationWorker(transport: ScriptedTransport(), sender: sender())
        _ = try LaneMigrations.apply(for: notification, role: worker, on: admin)
        let conninfo = server.conninfo(user: role, password: "secret", database: "postgres")
        connection = try Connection.open(ConnectionConfiguration(conninfo: conninfo))
    }

    deinit {
        connection.close()
        admin.close()
    }

    /// `kind recipient state code attempts` of each mail about a payment.
    func mails(_ payment: PaymentID = samplePayment) throws -> [String] {
        try admin.query(MailsOfPayment(payment: payment)).map {
            "\($0.kind) \($0.recipient) \($0.state) \($0.code ?? "-") \($0.attempts)"
        }
    }

    func contacts() throws -> [String] { try admin.query(Contacts()) }

    /// The table `mail` as text.
    func mailTable() throws -> String { try admin.query(MailTable()).joined(separator: "\n") }
}

private struct Contacts: Statement {
    static let sql =
        "SELECT account || ' ' || coalesce(email, '-') || ' ' || coalesce(name, '-') FROM contact ORDER BY 1"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}

private struct MailTable: Statement {
    static let sql = "SELECT to_jsonb(mail)::text FROM mail"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
