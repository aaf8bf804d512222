import Postgres
import Testing

@Suite("Worker roles")
struct WorkerRoleTests {
    enum Own: SQLText { static let text = "SELECT count(*) FROM account" }
    enum Applied: SQLText { static let text = "SELECT count(*) FROM migration" }
    enum SearchPath: SQLText { static let text = "SHOW search_path" }

    /// A worker's schema with its table, made as an administrator, and a login for its role.
    private struct Installed {
        let name = TestDatabase.uniqueName()
        let password = "p'\\ässword"

        init(on admin: Connection) throws {
            try WorkerRole(name: name, schema: name, password: password).apply(on: admin)
            let sql = "CREATE TABLE account (id bigint); GRANT SELECT, INSERT ON account TO {{role}}"
            let migration = Migration(number: 1, name: "account", sql: Array(sql.utf8))
            _ = try Migrator(component: "wallet", schema: name, migrations: [migration], role: name).apply(on: admin)
        }

        func open() throws -> Connection {
            let conninfo = TestDatabase.conninfo(with: [("user", name), ("password", password)])
            return try Connection.open(ConnectionConfiguration(conninfo: conninfo))
        }
    }

    @Test("a worker's role reads its own schema by its own search path, the applied migrations too")
    func own() throws {
        let connection = try Installed(on: try TestDatabase.open()).open()
        #expect(try connection.query(Numbers<Own>()) == [0])
        #expect(try connection.query(Numbers<Applied>()) == [1])
    }

    @Test("a worker's role can neither read another worker's tables nor make anything anywhere")
    func confined() throws {
        let admin = try TestDatabase.open()
        let wallet = try Installed(on: admin)
        let billing = try Installed(on: admin)
        let connection = try wallet.open()
        for script in [
            "SELECT * FROM \(billing.name).account",
            "INSERT INTO \(billing.name).account VALUES (1)",
            "CREATE TABLE \(billing.name).mine ()",
            "CREATE TABLE public.mine ()",
            "CREATE TABLE \(wallet.name).mine ()",
            "CREATE SCHEMA mine",
            "CREATE ROLE mine",
            "UPDATE \(wallet.name).account SET id = 1",
            "DELETE FROM \(wallet.name).migration",
            "SET ROLE \(billing.name)",
        ] {
            let error = expectError(.insufficientPrivilege) { try connection.execute(script: script) }
            #expect(error?.isTransient == false, "\(script)")
        }
        // Owners only.
        expectError(.insufficientPrivilege) { try connection.execute(script: "DROP TABLE account") }
    }

    @Test("applying a role again changes its password when one is given, and nothing else")
    func again() throws {
        let admin = try TestDatabase.open()
        let stored = { try admin.query(StoredPassword(role: $0))[0] }
        let installed = try Installed(on: admin)
        let before = try stored(installed.name)
        try WorkerRole(name: installed.name, schema: installed.name, password: nil).apply(on: admin)
        #expect(try installed.open().query(Numbers<Own>()) == [0])
        #expect(try stored(installed.name) == before)
        try WorkerRole(name: installed.name, schema: installed.name, password: "other").apply(on: admin)
        #expect(try stored(installed.name) != before)
    }

    @Test("workers that start together all get their roles")
    func together() throws {
        let work = (0..<4).map { _ in
            Background { try Installed(on: try TestDatabase.open()).open().query(Numbers<Own>()) }
        }
        for one in work { #expect(try one.value() == [0]) }
    }

    @Test("a role that exists with more power is refused", arguments: ["SUPERUSER", "REPLICATION", "BYPASSRLS"])
    func tooPowerful(_ power: String) throws {
        let admin = try TestDatabase.open()
        let name = TestDatabase.uniqueName()
        try admin.execute(script: "CREATE ROLE \(name) \(power)")
        expectError(.roleTooPowerful) { try WorkerRole(name: name, schema: name, password: nil).apply(on: admin) }
        try admin.execute(script: "DROP ROLE \(name)")
    }

    @Test("a role that is a member of another is refused")
    func member() throws {
        let admin = try TestDatabase.open()
        let (name, group) = (TestDatabase.uniqueName(), TestDatabase.uniqueName())
        try admin.execute(script: "CREATE ROLE \(group); CREATE ROLE \(name) IN ROLE \(group)")
        expectError(.roleTooPowerful) { try WorkerRole(name: name, schema: name, password: nil).apply(on: admin) }
        try admin.execute(script: "DROP ROLE \(name); DROP ROLE \(group)")
    }

    @Test("the password reaches the server only as its verifier")
    func verifier() throws {
        let server = try TestDatabase.open()
        let installed = try Installed(on: server)
        let stored = try server.query(StoredPassword(role: installed.name))
        #expect(stored[0].hasPrefix("SCRAM-SHA-256$"))
    }

    struct StoredPassword: Statement {
        static let sql = "SELECT rolpassword FROM pg_authid WHERE rolname = $1"
        let role: String

        func bind(_ p: inout Parameters) { p.append(role) }
        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
    }
}
