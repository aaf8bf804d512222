import Payments
import Postgres

/// What the wallet did about each payment. The inner limit keeps the planner from joining a page with all releases.
struct WalletPage: PageStatement {
    static let sql = """
        SELECT hold.payment, hold.kind, hold.outcome, hold.amount_minor, part.currency, hold.at,
            release.outcome, release.reason, release.at
        FROM transfer AS hold
        LEFT JOIN LATERAL (
            SELECT outcome, reason, at FROM transfer WHERE payment = hold.payment AND step = 2 LIMIT 1
        ) AS release ON true
        LEFT JOIN account AS part ON part.account_key = hold.credit_key
        WHERE hold.step = 1 AND hold.payment >= $1
        ORDER BY hold.payment LIMIT $2
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
        /// `held` or `rejected`.
        let outcome: String
        let amountMinor: Int64?
        let currency: String?
        let at: Timestamp
        /// `settled`, `refunded`, `suspended`.
        let release: String?
        let releaseReason: String?
        let releasedAt: Timestamp?
    }

    func bind(_ p: inout Parameters) {
        p.append(from)
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            payment: try row.paymentID(0), kind: try row.string(1), outcome: try row.string(2),
            amountMinor: try row.optionalInt64(3), currency: try row.optionalString(4), at: try row.timestamp(5),
            release: try row.optionalString(6), releaseReason: try row.optionalString(7),
            releasedAt: try row.optionalTimestamp(8))
    }
}
