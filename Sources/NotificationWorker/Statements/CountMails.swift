import Postgres

/// How many mails are in each state, by code. Reads the whole table: for status pages, not for every second. Run it
/// with the schema `notification` in the search path.
public struct CountMails: Statement {
    public init() {}

    public struct Row: Sendable, Equatable {
        /// A `MailState`.
        public let state: String
        public let code: String?
        public let count: Int64
    }

    public static let sql =
        "SELECT state, code, count(*) FROM mail GROUP BY state, code ORDER BY state, code NULLS FIRST"

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(state: try row.string(0), code: try row.optionalString(1), count: try row.int64(2))
    }
}
