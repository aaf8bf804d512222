import Foundation
import Postgres
import PrivatePostgres

/// The server that these tests run against: the one that GIRO_TEST_DATABASE_URL names, else a private one for the
/// lifetime of the test process.
enum TestDatabase {
    static let conninfo: String = {
        if let given = ProcessInfo.processInfo.environment["GIRO_TEST_DATABASE_URL"] { return given }
        do {
            return try privateServer.get().adminConninfo
        } catch {
            fatalError("no private PostgreSQL: \(error)")
        }
    }()

    /// A server whose ports and passwords are known.
    static let privateServer = Result { () throws(PrivatePostgresError) in try PrivatePostgres.startTemporary() }

    /// The connection string with more in it, whether it is a URI or not.
    static func conninfo(with parts: [(name: String, value: String)]) -> String {
        guard conninfo.contains("://") else {
            let quoted = parts.map { part in
                let value = part.value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
                return " \(part.name)='\(value)'"
            }
            return conninfo + quoted.joined()
        }
        let encoded = parts.map { part in
            "\(part.name)=\(part.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        return conninfo + (conninfo.contains("?") ? "&" : "?") + encoded.joined(separator: "&")
    }

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
