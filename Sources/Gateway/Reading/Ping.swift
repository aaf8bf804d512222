import Postgres

/// Whether the database answers.
struct Ping: Statement, Sendable {
    static let sql = "SELECT 1"
}
