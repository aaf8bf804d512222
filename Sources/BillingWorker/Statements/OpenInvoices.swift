import Payments
import Postgres

/// Invoices that are undecided although they began before `olderThan`, oldest first. Reads an index that holds only
/// open ones. Run it with the schema `billing` in the search path.
public struct OpenInvoices: Statement {
    public let olderThan: Timestamp
    public let limit: Int32

    public init(olderThan: Timestamp, limit: Int32) {
        self.olderThan = olderThan
        self.limit = limit
    }

    public struct Row: Sendable, Equatable {
        public let payment: PaymentID
        public let biller: AccountID?
        public let createdAt: Timestamp
        public let tries: Int32?
        public let lastCode: String?
        public let suspicious: String?
    }

    public static let sql = """
        SELECT payment, biller, created_at, tries, last_code, suspicious
        FROM invoice LEFT JOIN attempt USING (payment)
        WHERE state = 'open' AND created_at < $1 ORDER BY created_at, payment LIMIT $2
        """

    public func bind(_ p: inout Parameters) {
        p.append(Timestamptz(microseconds: olderThan.microseconds))
        p.append(limit)
    }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            payment: try row.payment(0), biller: try row.optionalAccount(1),
            createdAt: Timestamp(microseconds: try row.timestamptz(2).microseconds), tries: try row.optionalInt32(3),
            lastCode: try row.optionalString(4), suspicious: try row.optionalString(5))
    }
}
