import CLibPQ

/// The role that a worker's processes log in as, and the schema it is confined to.
///
/// The role may use its schema and nothing else; which tables in it, the schema's migrations say. It owns nothing, so
/// it can neither change nor drop a table, nor create anything anywhere.
public struct WorkerRole: Sendable {
    /// `giro_wallet`
    public let name: String
    /// `wallet`
    public let schema: String
    /// Sent to the server only as its SCRAM-SHA-256 verifier. nil leaves the password as it is.
    public let password: String?

    public init(name: String, schema: String, password: String?) {
        self.name = name
        self.schema = schema
        self.password = password
    }

    /// Creates the role and the schema, or brings them into this shape. Safe to call again and from several processes.
    ///
    /// - Parameter admin: may create roles and owns the database.
    /// - Throws: `role_too_powerful` when the role exists as a superuser, as one that may replicate or pass row
    ///   security, or as a member of another role; `insufficient_privilege`.
    public func apply(on admin: Connection) throws(PostgresError) {
        for text in [name, schema] where !text.isPlainSQLName {
            throw PostgresError(.invalidConfiguration, statement: "WorkerRole", message: "not a plain name: \(text)")
        }
        let verifier = try verifier(on: admin)
        let transaction = try admin.begin()
        do throws(PostgresError) {
            try transaction.send(LockRoles())
            try transaction.send(LockSchema(schema: schema))
            let existing = try transaction.query(DescribeRole(name: name)).first
            if existing == .tooPowerful { throw PostgresError(.roleTooPowerful, statement: "WorkerRole \(name)") }
            let state = try transaction.query(DescribeSchema(schema: schema))[0]
            let script = script(exists: existing != nil, verifier: verifier, database: admin.database, state)
            try transaction.execute(script: script, label: "WorkerRole \(name)")
            try transaction.commit()
        } catch {
            transaction.rollback()
            throw error
        }
    }

    private func script(
        exists: Bool, verifier: String?, database: String, _ state: DescribeSchema.State
    ) -> String {
        var lines = ["\(exists ? "ALTER" : "CREATE") ROLE \(name) LOGIN NOINHERIT NOCREATEDB NOCREATEROLE"]
        if let verifier { lines.append("ALTER ROLE \(name) PASSWORD '\(verifier)'") }
        if !state.hasSchema { lines.append("CREATE SCHEMA \(schema)") }
        if state.hasTable { lines.append("GRANT SELECT ON \(schema).migration TO \(name)") }
        let quotedDatabase = "\"" + database.replacingAll("\"", with: "\"\"") + "\""
        lines += [
            "ALTER ROLE \(name) IN DATABASE \(quotedDatabase) SET search_path = \(schema)",
            "REVOKE ALL ON SCHEMA \(schema) FROM PUBLIC",
            "REVOKE ALL ON SCHEMA \(schema) FROM \(name)",
            "GRANT USAGE ON SCHEMA \(schema) TO \(name)",
            "GRANT CONNECT ON DATABASE \(quotedDatabase) TO \(name)",
            // The default before PostgreSQL 15, and of every database upgraded from there.
            "DO $$ BEGIN IF to_regnamespace('public') IS NOT NULL THEN "
                + "REVOKE CREATE ON SCHEMA public FROM PUBLIC; END IF; END $$",
        ]
        return lines.joined(separator: ";\n")
    }

    /// Made on this side, so that the password is in no statement and in no server log.
    private func verifier(on admin: Connection) throws(PostgresError) -> String? {
        guard let password else { return nil }
        if password.utf8.contains(0) || password.isEmpty {
            throw PostgresError(.invalidConfiguration, statement: "WorkerRole", message: "empty password or NUL in it")
        }
        let handle = try admin.pipeline.open()
        guard let verifier = PQencryptPasswordConn(handle, password, name, "scram-sha-256") else {
            throw PostgresError(.outOfResources, statement: "WorkerRole", message: "no password verifier")
        }
        defer { PQfreemem(verifier) }
        return String(cString: verifier)
    }
}

/// One lock for all roles: they change the same rows of the catalogue, which PostgreSQL does not serialize itself.
private struct LockRoles: Statement {
    static let sql = "SELECT pg_advisory_xact_lock(hashtextextended('giro.roles', 0))"
}

private struct DescribeRole: Statement {
    enum Power {
        case plain
        case tooPowerful
    }

    static let sql = """
        SELECT rolsuper OR rolreplication OR rolbypassrls
               OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)
        FROM pg_roles r WHERE rolname = $1
        """
    let name: String

    func bind(_ p: inout Parameters) {
        p.append(name)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Power {
        try row.bool(0) ? .tooPowerful : .plain
    }
}
