import Payments
import Postgres

/// How asking went so far. Their invoices are locked, which locks these too.
struct FindAttempts: Statement {
    let payments: [PaymentID]

    static let sql = """
        SELECT found.* FROM unnest($1::uuid[]) AS wanted (payment)
        CROSS JOIN LATERAL (
            SELECT payment, biller, endpoint, first_at, last_at, tries, last_code, suspicious,
                under_way, ordered_at
            FROM attempt WHERE attempt.payment = wanted.payment OFFSET 0
        ) AS found
        """

    func bind(_ p: inout Parameters) { p.append(count: payments.count) { UUIDBits(payments[$0]) } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Attempt {
        var attempt = Attempt(
            payment: try row.payment(0), biller: try row.account(1), endpoint: try row.string(2),
            firstAt: try row.timestamptz(3).microseconds)
        attempt.lastAt = try row.optionalMicroseconds(4)
        attempt.tries = try row.int32(5)
        attempt.lastCode = try row.optionalString(6)
        attempt.suspicious = try row.optionalString(7)
        attempt.isUnderWay = try row.bool(8)
        attempt.orderedAt = try row.optionalMicroseconds(9)
        return attempt
    }
}
