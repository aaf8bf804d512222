import Postgres
import Settings

/// The role that reads every worker's schema and writes nothing there but orders, and lets calls go on that were put
/// aside.
struct OperatorRole {
    let password: String?

    /// Lets it read a schema: its tables, and those that later migrations make; but nothing personal.
    func admit(to owner: SchemaOwner, on admin: Connection) throws(PostgresError) {
        let name = Settings.operatorRole
        let schema = owner.name
        let personal = owner.personalTables.map { "REVOKE SELECT ON \(schema).\($0) FROM \(name);" }
        let orders = owner.hasLanes ? "GRANT INSERT, DELETE ON \(schema).control TO \(name);" : ""
        let calls = owner.hasLanes ? "GRANT DELETE ON \(schema).in_hand TO \(name);" : ""
        // The same shape as a worker's role, confined to a schema, only that it is let into several.
        try WorkerRole(name: name, schema: schema, password: password).apply(on: admin)
        try admin.execute(
            script: """
                GRANT SELECT ON ALL TABLES IN SCHEMA \(schema) TO \(name);
                ALTER DEFAULT PRIVILEGES IN SCHEMA \(schema) GRANT SELECT ON TABLES TO \(name);
                \(orders)
                \(calls)
                ALTER ROLE \(name) SET default_transaction_read_only = on;
                \(personal.joined(separator: "\n"))
                """)
    }
}
