import Payments
import Postgres

/// An invoice and how asking its biller went, as an operator sees them. Run it with the schema `billing` in the search
/// path.
public struct InvoiceOf: Statement {
    public let payment: PaymentID

    public init(payment: PaymentID) {
        self.payment = payment
    }

    public struct Row: Sendable, Equatable {
        /// `open`, `paid` or `failed`.
        public let state: String
        public let receipt: String?
        public let reason: String?
        public let createdAt: Timestamp
        public let decidedAt: Timestamp?
        /// Nil when nobody was asked.
        public let biller: AccountID?
        public let tries: Int32?
        public let lastTryAt: Timestamp?
        public let lastCode: String?
        /// An answer that contradicted what was asked.
        public let suspicious: String?
        /// Where it is asked.
        public let endpoint: String?

        /// Whether no answer of the biller's has decided it, but an operator's word.
        public var isDecidedByOperator: Bool { lastCode == Attempt.decidedByOperator }
    }

    public static let sql = """
        SELECT state, receipt, reason, created_at, decided_at, biller, tries, last_at, last_code, suspicious,
            endpoint
        FROM invoice LEFT JOIN attempt USING (payment) WHERE payment = $1
        """

    public func bind(_ p: inout Parameters) { p.append(UUIDBits(payment)) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            state: try row.string(0), receipt: try row.optionalString(1), reason: try row.optionalString(2),
            createdAt: Timestamp(microseconds: try row.timestamptz(3).microseconds),
            decidedAt: try row.optionalMicroseconds(4).map { Timestamp(microseconds: $0) },
            biller: try row.optionalAccount(5), tries: try row.optionalInt32(6),
            lastTryAt: try row.optionalMicroseconds(7).map { Timestamp(microseconds: $0) },
            lastCode: try row.optionalString(8), suspicious: try row.optionalString(9),
            endpoint: try row.optionalString(10))
    }
}
