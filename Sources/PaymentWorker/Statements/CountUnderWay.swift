import Payments
import Postgres

/// How many payments are under way in each state, by age. Reads only payments under way. Run it with the schema
/// `payment` in the search path.
public struct CountUnderWay: Statement {
    public let now: Timestamp

    public init(now: Timestamp) {
        self.now = now
    }

    /// Upper limits of the age groups in seconds; the last group has none.
    public static let limitsSeconds: [Int64] = [60, 600, 3_600, 86_400]

    public struct Row: Sendable, Equatable {
        public let state: PaymentState
        /// The age group: 0 for those younger than the first limit.
        public let age: Int32
        public let count: Int64
    }

    public static let sql = """
        SELECT state, width_bucket(extract(epoch FROM $1 - since)::bigint, $2::bigint[]), count(*)
        FROM payment WHERE final_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2
        """

    public func bind(_ p: inout Parameters) {
        p.append(Timestamptz(microseconds: now.microseconds))
        p.append(Self.limitsSeconds)
    }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(state: try row.stored(0), age: try row.int32(1), count: try row.int64(2))
    }
}
