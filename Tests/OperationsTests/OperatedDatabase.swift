import Foundation
import Operations
import Postgres
import PrivatePostgres
import Settings

/// A database of a test's own with all four schemas, on one private server for all tests.
struct OperatedDatabase {
    let name: String
    let settings: Settings
    private let adminConninfo: String

    private static let server = Result { try PrivatePostgres.startTemporary() }

    /// Migrated once and copied for each test.
    private static let template = Result { try makeTemplate() }

    /// - Parameters:
    ///   - isMigrated: false leaves the database empty.
    ///   - flags: more settings.
    init(isMigrated: Bool = true, flags: [String] = []) throws {
        let server = try Self.server.get()
        name = "operations_\(UInt32.random(in: 0...UInt32.max))"
        let admin = try Connection.open(ConnectionConfiguration(conninfo: server.adminConninfo))
        defer { admin.close() }
        try admin.execute(
            script: "CREATE DATABASE \(name) TEMPLATE \(isMigrated ? try Self.template.get() : "template1")")
        adminConninfo = "\(server.adminConninfo) dbname=\(name)"
        settings = try Self.settings(server: "\(server.serverConninfo) dbname=\(name)", admin: adminConninfo, flags)
    }

    private static func makeTemplate() throws -> String {
        let database = try OperatedDatabase(isMigrated: false)
        _ = try MigrationRun(settings: database.settings).apply()
        return database.name
    }

    private static func settings(server: String, admin: String, _ flags: [String]) throws -> Settings {
        var sources = SettingSources(directory: "/nonexistent")
        sources.flags =
            [
                "database.conninfo=\(server)", "admin.database.conninfo=\(admin)",
                "operator.database.password=operator",
                "kafka.bootstrap.servers=127.0.0.1:1", "kafka.log_level=0",
            ]
            + SettingKey.workers.map { "\($0).database.password=\($0)" } + flags
        return try Settings.load(sources)
    }

    /// As the administrator, in a worker's schema.
    func execute(_ script: String, in schema: String) throws {
        var configuration = ConnectionConfiguration(conninfo: adminConninfo)
        configuration.searchPath = schema
        let connection = try Connection.open(configuration)
        defer { connection.close() }
        try connection.execute(script: script)
    }

    /// Rows of a table that were read by sessions which have ended.
    func rowsRead(of table: String) throws -> Int64 {
        let connection = try Connection.open(ConnectionConfiguration(conninfo: adminConninfo))
        defer { connection.close() }
        let sessions = CountSessions()
        while try connection.query(sessions)[0] > 1 { usleep(10_000) }
        return try connection.query(CountRowsRead(table: table))[0]
    }

    /// As the read-only role.
    func openAsOperator(_ schema: String) throws -> Connection {
        try Connection.open(settings.operatorConnection(for: schema))
    }

    /// The same database, asked with other settings on top.
    func settings(adding flags: [String]) throws -> Settings {
        let server = try Self.server.get()
        return try Self.settings(server: "\(server.serverConninfo) dbname=\(name)", admin: adminConninfo, flags)
    }
}

private struct CountSessions: Statement {
    static let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

private struct CountRowsRead: Statement {
    let table: String

    static let sql = """
        SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relid = $1::text::regclass
        """

    func bind(_ p: inout Parameters) { p.append(table) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

extension Settings {
    /// Of the database that the workers share.
    var conninfo: String { all.first { $0.key.name == "database.conninfo" }?.text ?? "" }
}
