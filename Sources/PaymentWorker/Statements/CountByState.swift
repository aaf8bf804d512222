import Payments
import Postgres

/// How many payments are in each state, by kind and reason. Reads the whole table: for status pages, not for every
/// second. Run it with the schema `payment` in the search path.
public struct CountByState: Statement {
    public init() {}

    public struct Row: Sendable, Equatable {
        public let kind: PaymentKind
        public let state: PaymentState
        public let reason: ReasonCode?
        public let count: Int64
    }

    public static let sql = """
        SELECT kind, state, reason, count(*) FROM payment
        GROUP BY kind, state, reason ORDER BY kind, state, reason NULLS FIRST
        """

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            kind: try row.stored(0), state: try row.stored(1), reason: try row.optionalStored(2),
            count: try row.int64(3))
    }
}
