import Payments
import Postgres

/// Where the payment worker has each payment.
struct PaymentPage: PageStatement {
    static let sql = """
        SELECT id, kind, state, amount_minor, currency, told, final_at FROM payment
        WHERE id >= $1 ORDER BY id LIMIT $2
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
        let state: String
        let amountMinor: Int64
        let currency: String
        /// How many people were told of the end.
        let told: Int
        let finalAt: Timestamp?
    }

    func bind(_ p: inout Parameters) {
        p.append(from)
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            payment: try row.paymentID(0), kind: try row.string(1), state: try row.string(2),
            amountMinor: try row.int64(3), currency: try row.string(4), told: try row.int16(5).nonzeroBitCount,
            finalAt: try row.optionalTimestamp(6))
    }
}
