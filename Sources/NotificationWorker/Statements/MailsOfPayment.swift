import Messages
import Payments
import Postgres

/// The mails about a payment, in the order in which they were asked for. Run it with the schema `notification` in the
/// search path.
public struct MailsOfPayment: Statement {
    public let payment: PaymentID

    public init(payment: PaymentID) {
        self.payment = payment
    }

    public struct Row: Sendable, Equatable {
        /// A `NotificationKind`.
        public let kind: String
        /// An account.
        public let recipient: String
        /// A `MailState`.
        public let state: String
        /// Why it is not sent.
        public let code: String?
        public let attempts: Int32
        public let createdAt: Timestamp
        public let updatedAt: Timestamp
    }

    public static let sql = """
        SELECT kind, recipient, state, code, attempts, created_at, updated_at FROM mail
        WHERE payment = $1 ORDER BY created_at, kind, recipient
        """

    public func bind(_ p: inout Parameters) { p.append(UUIDBits(payment)) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            kind: try row.string(0), recipient: try row.string(1), state: try row.string(2),
            code: try row.optionalString(3), attempts: try row.int32(4),
            createdAt: Timestamp(microseconds: try row.timestamptz(5).microseconds),
            updatedAt: Timestamp(microseconds: try row.timestamptz(6).microseconds))
    }
}
