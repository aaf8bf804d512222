import Payments
import Postgres

/// What a worker has yet to do about a payment: its calls' keys are the payment's id, or begin with it.
struct CallsOf: Statement {
    static let sql = """
        SELECT kind, due_at, attempt, place FROM timer WHERE key = $1 OR starts_with(key, $1 || '/')
        ORDER BY due_at, kind
        """
    let payment: PaymentID

    func bind(_ p: inout Parameters) { p.append(payment.description) }

    struct Row: Sendable {
        let kind: String
        let dueAt: Moment
        let attempt: Int32
        let isOutside: Bool
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            kind: try row.string(0), dueAt: Moment(try row.timestamptz(1)), attempt: try row.int32(2),
            isOutside: try row.int16(3) == 1)
    }
}
