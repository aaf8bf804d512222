import BillingWorker
import Lane
import Postgres
import PrivatePostgres

/// Billing's schema with a role of its own, new for each test, on a server that lives as long as the tests.
final class BillingDatabase {
    let schema: String
    /// The superuser, with the schema in its search path.
    let admin: Connection
    /// As the worker connects.
    let connection: Connection
    private let role: String

    private static let server = Result { () throws(PrivatePostgresError) in try PrivatePostgres.startTemporary() }

    init() throws {
        schema = "b_" + String(UInt64.random(in: .min ... .max), radix: 36)
        role = "giro_" + schema
        let server = try Self.server.get()
        admin = try Connection.open(ConnectionConfiguration(conninfo: server.adminConninfo, searchPath: schema))
        let role = WorkerRole(name: role, schema: schema, password: "secret")
        try role.apply(on: admin)
        _ = try LaneMigrations.apply(for: BillingWorker(connector: NoConnector()), role: role, on: admin)
        connection = try Self.connect(self.role)
    }

    deinit {
        connection.close()
        admin.close()
    }

    /// The lane of the topic's first partition reads another cluster's log from here on.
    func moveLane(of topic: String, to cluster: String) throws {
        try admin.execute(
            script: """
                INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id)
                VALUES ('\(topic)', 0, 0, 'test', '\(cluster)')
                ON CONFLICT (topic, partition) DO UPDATE SET cluster_id = excluded.cluster_id
                """)
    }

    func connect() throws -> Connection { try Self.connect(role) }

    private static func connect(_ role: String) throws -> Connection {
        let conninfo = try server.get().conninfo(user: role, password: "secret", database: "postgres")
        return try Connection.open(ConnectionConfiguration(conninfo: conninfo))
    }
}

/// For what must not go outside.
struct NoConnector: BillerConnector {
    func pay(_ instruction: BillerInstruction, asksFirst: Bool) async -> BillerOutcome {
        .unknown(BillerDoubt("not_expected"))
    }
}
