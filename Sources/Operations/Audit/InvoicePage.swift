import Payments
import Postgres

/// What billing did about each payment.
struct InvoicePage: PageStatement {
    static let sql = """
        SELECT payment, kind, state, amount_minor, currency, decided_at,
            EXISTS (SELECT FROM attempt WHERE attempt.payment = invoice.payment)
        FROM invoice WHERE payment >= $1 ORDER BY payment LIMIT $2
        """
    let from: UUIDBits
    let limit: Int32

    init(from payment: UUIDBits, limit: Int32) {
        from = payment
        self.limit = limit
    }

    struct Row: PaymentFact, Sendable {
        let payment: PaymentID
        let kind: String
        /// `open`, `paid`, `failed`.
        let state: String
        let amountMinor: Int64
        let currency: String
        let decidedAt: Timestamp?
        /// Its biller, source or rail was asked at least once.
        let wasAsked: Bool
    }

    func bind(_ p: inout Parameters) {
        p.append(from)
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            payment: try row.paymentID(0), kind: try row.string(1), state: try row.string(2),
            amountMinor: try row.int64(3), currency: try row.string(4), decidedAt: try row.optionalTimestamp(5),
            wasAsked: try row.bool(6))
    }
}
