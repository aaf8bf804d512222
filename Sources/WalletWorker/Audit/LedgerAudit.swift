import Postgres

/// Proves from the rows alone that no money was made or lost, in one statement and so at one moment of a live system.
///
/// It reads every entry. Any role that may read `account`, `transfer` and `entry` can run it.
public struct LedgerAudit: Statement {
    /// Something that must never be.
    public struct Finding: Sendable, Equatable {
        /// The name of the check that found it.
        public let check: String
        /// The account, the payment and step, or the currency concerned.
        public let subject: String
        public let detail: String
    }

    public struct Check: Sendable {
        public let name: String
        /// What holds when it finds nothing.
        public let meaning: String
        /// Selects subject and detail, both text, of everything for which it does not hold.
        let sql: String
    }

    /// At most so many findings of each check.
    private let limit: Int64

    public init(limit: Int = 100) {
        self.limit = Int64(limit)
    }

    public static let checks = movementChecks + balanceChecks

    public static let sql = checks.map { check in
        "(SELECT '\(check.name)' AS name, subject, detail FROM (\(check.sql)) AS found (subject, detail) LIMIT $1)"
    }.joined(separator: "\nUNION ALL\n")

    public func bind(_ p: inout Parameters) { p.append(limit) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Finding {
        Finding(check: try row.string(0), subject: try row.string(1), detail: try row.string(2))
    }
}
