import Payments
import Postgres

/// The payments that were given back because their payers had asked for it. In the schema `payment`.
struct ReadCancelled: Statement {
    static let sql = "SELECT id FROM payment WHERE reason = $1"

    func bind(_ p: inout Parameters) { p.append(ReasonCode.cancelled.rawValue) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentID {
        let words = try row.uuid(0)
        return PaymentID(high: words.high, low: words.low)
    }
}
