/// Brings a schema to the state that this program's migrations describe.
///
/// Each migration runs in its own transaction, which first takes an advisory lock for the schema and then looks what is
/// left to do: any number of processes can start together. What was applied is kept with its SHA-256 in
/// `<schema>.migration`; the schema and that table are made when they are missing.
public struct Migrator: Sendable {
    /// Whose migrations these are; several components can share a schema.
    public let component: String
    public let schema: String
    /// What `{{role}}` stands for. If it exists it is allowed to read the table of applied migrations.
    public let role: String
    public let migrations: [Migration]

    /// - Parameter role: `giro_<component>` unless given.
    public init(component: String, schema: String, migrations: [Migration], role: String? = nil) {
        self.component = component
        self.schema = schema
        self.role = role ?? "giro_" + component
        self.migrations = migrations.sorted { $0.number < $1.number }
    }

    /// Applies what is not applied yet, in order. Neither lock nor statement time-out holds meanwhile.
    ///
    /// - Returns: the migrations that this call applied; empty when another process was faster or nothing was left.
    /// - Throws: `migration_changed`, `migration_unknown`, `migration_gap`, or the error of a migration's script, which
    ///   then left nothing behind. Earlier ones stay applied.
    public func apply(on connection: Connection) throws(PostgresError) -> [Migration] {
        let answerTimeout = connection.pipeline.answerTimeout
        connection.pipeline.answerTimeout = nil
        defer { connection.pipeline.answerTimeout = answerTimeout }
        var applied: [Migration] = []
        while let next = try applyNext(on: connection) {
            applied.append(next)
        }
        return applied
    }

    /// What `apply` would apply now. Takes no lock and changes nothing. Throws as `apply` does.
    public func pending(on connection: Connection) throws(PostgresError) -> [Migration] {
        try checkNames()
        let transaction = try connection.begin(.snapshot)
        let pending = try pending(in: transaction, state: try transaction.query(DescribeSchema(schema: schema))[0])
        try transaction.commit()
        return pending
    }

    private func applyNext(on connection: Connection) throws(PostgresError) -> Migration? {
        if try pending(on: connection).isEmpty { return nil }
        let transaction = try connection.begin()
        do throws(PostgresError) {
            let applied = try applyNext(in: transaction)
            try transaction.commit()
            return applied
        } catch {
            transaction.rollback()
            throw error
        }
    }

    private func applyNext(in transaction: Transaction) throws(PostgresError) -> Migration? {
        try transaction.send(LiftLimits())
        try transaction.send(LockSchema(schema: schema))
        // Only now: in READ COMMITTED each statement sees what was committed while we waited for the lock.
        let state = try transaction.query(DescribeSchema(schema: schema))[0]
        try createTable(in: transaction, state: state)
        let pending = try pending(in: transaction, state: DescribeSchema.State(hasSchema: true, hasTable: true))
        guard let next = pending.first else { return nil }
        try transaction.execute(script: text(of: next), label: label(of: next))
        // The script may have set a search path of its own.
        try transaction.send(SearchOnly(schema: schema))
        try transaction.send(RecordMigration(component: component, migration: next))
        return next
    }

    private func createTable(in transaction: Transaction, state: DescribeSchema.State) throws(PostgresError) {
        var script = ""
        if !state.hasSchema { script += "CREATE SCHEMA \(schema);" }
        if !state.hasTable {
            script += """
                CREATE TABLE \(schema).migration (
                    component text NOT NULL,
                    number integer NOT NULL,
                    name text NOT NULL,
                    sha256 bytea NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (component, number)
                );
                """
        }
        script += """
            DO $$ BEGIN
                IF EXISTS (SELECT FROM pg_roles WHERE rolname = '\(role)') THEN
                    GRANT SELECT ON \(schema).migration TO \(role);
                END IF;
            END $$
            """
        try transaction.execute(script: script, label: "\(schema).migration")
    }

    private func text(of migration: Migration) -> String {
        String(decoding: migration.sql, as: UTF8.self)
            .replacingAll("{{schema}}", with: schema)
            .replacingAll("{{role}}", with: role)
    }

    private func label(of migration: Migration) -> String {
        "migration \(component) \(migration.number) \(migration.name)"
    }
}
