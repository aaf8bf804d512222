import Glibc
import Logging
import Postgres
import PrivatePostgres

/// The server that these tests run against: the one that GIRO_TEST_DATABASE_URL names, else a private one for the
/// lifetime of the test process.
enum TestDatabase {
    static let conninfo: String = {
        if let url = getenv("GIRO_TEST_DATABASE_URL") { return String(cString: url) }
        do {
            return try server.get().adminConninfo
        } catch {
            fatalError("no private PostgreSQL: \(error)")
        }
    }()

    private static let server = Result { () throws(PrivatePostgresError) in try PrivatePostgres.startTemporary() }

    /// The private server over TCP, where a password is asked for; nil when the server is somebody else's.
    static let tcpConninfo: String? = {
        guard let name = keyValueConninfo, getenv("GIRO_TEST_DATABASE_URL") == nil else { return nil }
        return name.split(separator: " ").map { $0.hasPrefix("host=") ? "host='127.0.0.1'" : $0 }.joined(separator: " ")
    }()

    /// The server as `key=value`, to which more can be added; nil when it is given as a URI.
    static let keyValueConninfo: String? = conninfo.contains("://") ? nil : conninfo

    static func open(
        _ change: (inout ConnectionConfiguration) -> Void = { _ in }
    ) throws(PostgresError) -> Connection {
        var configuration = ConnectionConfiguration(conninfo: conninfo, applicationName: "giro-tests")
        change(&configuration)
        return try Connection.open(configuration)
    }

    /// A connection whose unqualified names live in a new schema.
    static func openInNewSchema(
        _ script: String = "", _ change: (inout ConnectionConfiguration) -> Void = { _ in }
    ) throws(PostgresError) -> (connection: Connection, schema: String) {
        let schema = uniqueName()
        let connection = try open {
            $0.searchPath = schema
            change(&$0)
        }
        try connection.execute(script: "CREATE SCHEMA \(schema); \(script)")
        return (connection, schema)
    }

    static func uniqueName() -> String {
        "t_" + String(UInt64.random(in: .min ... .max), radix: 36)
    }
}
