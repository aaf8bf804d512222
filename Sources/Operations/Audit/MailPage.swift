import Payments
import Postgres

/// How many mails each payment has.
struct MailPage: PageStatement {
    static let sql = """
        SELECT payment, count(*) FROM mail WHERE payment >= $1 GROUP BY payment ORDER BY payment LIMIT $2
        """
    let from: UUIDBits
    let limit: Int32

    init(from payment: UUIDBits, limit: Int32) {
        from = payment
        self.limit = limit
    }

    struct Row: PaymentFact, Sendable {
        let payment: PaymentID
        let mails: Int
    }

    func bind(_ p: inout Parameters) {
        p.append(from)
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(payment: try row.paymentID(0), mails: Int(try row.int64(1)))
    }
}
