import Foundation
import Postgres
import PrivatePostgres

/// A database server for tests: the one named by `GIRO_TEST_DATABASE_URL`, else a private cluster of this test process.
public enum TestDatabase {
    private static let cluster = Result { try PrivatePostgres.startTemporary() }

    public static func connect() throws -> Connection { try Connection.open(configuration(schema: nil)) }

    /// As the server's administrator, with unqualified names in `schema`.
    public static func configuration(schema: String?) throws -> ConnectionConfiguration {
        var configuration = ConnectionConfiguration(conninfo: try conninfo())
        configuration.searchPath = schema
        return configuration
    }

    public static func conninfo() throws -> String {
        try ProcessInfo.processInfo.environment["GIRO_TEST_DATABASE_URL"] ?? cluster.get().adminConninfo
    }

    /// A name that no other test has.
    public static func uniqueName(_ stem: String) -> String {
        "\(stem)_\(UInt32.random(in: 0...UInt32.max))"
    }
}
