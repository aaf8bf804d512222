import Payments
import Postgres

/// Payments that are still under way although they were first heard of before `olderThan`, oldest first. Reads an index
/// that holds only payments under way. Run it with the schema `payment` in the search path.
public struct Stuck: Statement {
    public let olderThan: Timestamp
    public let limit: Int32

    public init(olderThan: Timestamp, limit: Int32) {
        self.olderThan = olderThan
        self.limit = limit
    }

    public struct Row: Sendable, Equatable {
        public let payment: PaymentID
        public let kind: PaymentKind
        public let state: PaymentState
        public let since: Timestamp
        public let updatedAt: Timestamp
    }

    public static let sql = """
        SELECT id, kind, state, since, updated_at FROM payment
        WHERE final_at IS NULL AND since < $1 ORDER BY since, id LIMIT $2
        """

    public func bind(_ p: inout Parameters) {
        p.append(Timestamptz(microseconds: olderThan.microseconds))
        p.append(limit)
    }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            payment: try row.payment(0), kind: try row.stored(1), state: try row.stored(2), since: try row.moment(3),
            updatedAt: try row.moment(4))
    }
}
