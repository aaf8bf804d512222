import Payments
import Postgres

/// What the wallet has decided about payments. Run it with the schema `wallet` in the search path.
struct DecisionsOf: Statement {
    static let sql = """
        SELECT payment, bool_or(outcome = 'held'), max(outcome) FILTER (WHERE outcome <> 'held')
        FROM transfer WHERE payment = ANY($1) GROUP BY payment
        """
    let payments: [PaymentID]

    struct Row: Sendable, Equatable {
        let payment: PaymentID
        let isHeld: Bool
        /// `rejected`, `settled`, `refunded` or `suspended`, once it is.
        let end: String?
    }

    func bind(_ p: inout Parameters) { p.append(count: payments.count) { UUIDBits(payments[$0]) } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let bits = try row.uuid(0)
        return Row(
            payment: PaymentID(high: bits.high, low: bits.low), isHeld: try row.bool(1), end: try row.optionalString(2))
    }
}

extension UUIDBits {
    init(_ payment: PaymentID) { self.init(high: payment.high, low: payment.low) }
}
