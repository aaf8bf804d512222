import Payments
import Postgres

/// Invoices of payments, and how asking about the open ones goes. Run it with the schema `billing` in the search path.
struct InvoicesOf: Statement {
    static let sql = """
        SELECT invoice.payment, state, biller, endpoint, coalesce(tries, 0), last_at, last_code, suspicious,
            (SELECT min(due_at) FROM timer WHERE key = invoice.payment::text)
        FROM invoice LEFT JOIN attempt ON attempt.payment = invoice.payment WHERE invoice.payment = ANY($1)
        """
    let payments: [PaymentID]

    struct Row: Sendable, Equatable {
        let payment: PaymentID
        /// `open`, `paid` or `failed`.
        let state: String
        /// Nil when nobody is asked.
        let biller: String?
        let endpoint: String?
        let tries: Int32
        let lastTryAt: Moment?
        let lastCode: String?
        /// An answer that contradicted what was asked.
        let suspicious: String?
        let nextTryAt: Moment?
    }

    func bind(_ p: inout Parameters) { p.append(count: payments.count) { UUIDBits(payments[$0]) } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let bits = try row.uuid(0)
        return Row(
            payment: PaymentID(high: bits.high, low: bits.low), state: try row.string(1),
            biller: try row.optionalString(2), endpoint: try row.optionalString(3), tries: try row.int32(4),
            lastTryAt: try row.optionalTimestamptz(5).map(Moment.init), lastCode: try row.optionalString(6),
            suspicious: try row.optionalString(7), nextTryAt: try row.optionalTimestamptz(8).map(Moment.init))
    }
}
