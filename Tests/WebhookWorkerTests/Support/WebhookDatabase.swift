import Lane
import Payments
import Postgres
import PrivatePostgres
import WebhookWorker

/// The webhook worker's schema with a role of its own, new for each test, on a server that lives as long as the tests.
final class WebhookDatabase {
    /// The superuser, with the schema in its search path.
    let admin: Connection
    /// As the worker connects, and once more: as another process of it does.
    let connection: Connection
    let another: Connection
    private let lane: Migrator

    private static let server = Result { () throws(PrivatePostgresError) in try PrivatePostgres.startTemporary() }

    init(_ migrations: [Migration]) throws {
        let schema = "w_" + String(UInt64.random(in: .min ... .max), radix: 36)
        let role = "giro_" + schema
        let server = try Self.server.get()
        admin = try Connection.open(ConnectionConfiguration(conninfo: server.adminConninfo, searchPath: schema))
        try WorkerRole(name: role, schema: schema, password: "secret").apply(on: admin)
        _ = try Migrator(component: "webhook", schema: schema, migrations: migrations, role: role).apply(on: admin)
        lane = Migrator(component: "lane", schema: schema, migrations: LaneMigrations.all, role: role)
        let conninfo = server.conninfo(user: role, password: "secret", database: "postgres")
        connection = try Connection.open(ConnectionConfiguration(conninfo: conninfo))
        another = try Connection.open(ConnectionConfiguration(conninfo: conninfo))
    }

    deinit {
        connection.close()
        another.close()
        admin.close()
    }

    /// `event state code attempts` of each delivery, in the order in which they were noted.
    func deliveries() throws -> [String] { try admin.query(Texts<DeliveryTexts>()) }

    /// `disabled_why` of each endpoint, or `-`, or `failing` in brackets.
    func endpoints() throws -> [String] { try admin.query(Texts<EndpointTexts>()) }

    /// Everything in the schema, as text.
    func everything() throws -> String { try admin.query(Texts<AllTexts>()).joined(separator: "\n") }

    /// Adds the engine's tables.
    func migrateLane() throws { _ = try lane.apply(on: admin) }

    func execute(_ script: String) throws { try admin.execute(script: script) }
}

private protocol TextQuery {
    static var sql: String { get }
}

private enum DeliveryTexts: TextQuery {
    static let sql = """
        SELECT concat_ws(' ', event, state, coalesce(code, '-'), attempts) FROM delivery ORDER BY created_at, place
        """
}

private enum EndpointTexts: TextQuery {
    static let sql = """
        SELECT coalesce(disabled_why, CASE WHEN failing_since IS NULL THEN '-' ELSE '(failing)' END)
        FROM endpoint ORDER BY id
        """
}

private enum AllTexts: TextQuery {
    static let sql = """
        SELECT to_jsonb(endpoint)::text FROM endpoint UNION ALL
        SELECT to_jsonb(delivery)::text || convert_from(body, 'UTF8') FROM delivery
        """
}

private struct Texts<Query: TextQuery>: Statement {
    static var sql: String { Query.sql }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
