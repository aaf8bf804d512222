import Postgres
import Settings

/// The role that the gateway reads the workers' read sides as. It sees the tables it is shown and nothing else.
struct ReaderRole {
    let password: String?

    func admit(to owner: SchemaOwner, on admin: Connection) throws(PostgresError) {
        let name = Settings.readerRole
        let tables = owner.publicTables.map { "\(owner.name).\($0)" }.joined(separator: ", ")
        try WorkerRole(name: name, schema: owner.name, password: password).apply(on: admin)
        try admin.execute(
            script: """
                REVOKE ALL ON ALL TABLES IN SCHEMA \(owner.name) FROM \(name);
                GRANT SELECT ON \(tables) TO \(name);
                ALTER ROLE \(name) SET default_transaction_read_only = on;
                """)
    }
}
