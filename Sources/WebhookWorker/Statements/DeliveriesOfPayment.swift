import Payments
import Postgres

/// The deliveries about a payment, for people who follow it. Run it with the schema `webhook` in the search path.
public struct DeliveriesOfPayment: Statement {
    public let payment: PaymentID

    public init(payment: PaymentID) {
        self.payment = payment
    }

    public struct Row: Sendable, Equatable {
        public let endpoint: PaymentID
        /// A `WebhookEvent`.
        public let event: String
        public let state: String
        /// Why it is not delivered.
        public let code: String?
        public let attempts: Int32
        public let createdAt: Timestamp
        public let updatedAt: Timestamp
    }

    public static let sql = """
        SELECT endpoint, event, state, code, attempts, created_at, updated_at FROM delivery
        WHERE payment = $1 ORDER BY created_at, place, endpoint
        """

    public func bind(_ p: inout Parameters) { p.append(UUIDBits(payment)) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            endpoint: PaymentID(try row.uuid(0)), event: try row.string(1), state: try row.string(2),
            code: try row.optionalString(3), attempts: try row.int32(4),
            createdAt: Timestamp(microseconds: try row.timestamptz(5).microseconds),
            updatedAt: Timestamp(microseconds: try row.timestamptz(6).microseconds))
    }
}

/// How many deliveries are in each state. Reads the whole table: for status pages, not for every second. Run it with
/// the schema `webhook` in the search path.
public struct CountDeliveries: Statement {
    public init() {}

    public struct Row: Sendable, Equatable {
        public let state: String
        public let code: String?
        public let count: Int64
    }

    public static let sql =
        "SELECT state, code, count(*) FROM delivery GROUP BY state, code ORDER BY state, code NULLS FIRST"

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(state: try row.string(0), code: try row.optionalString(1), count: try row.int64(2))
    }
}
