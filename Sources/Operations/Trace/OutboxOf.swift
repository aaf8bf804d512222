import Payments
import Postgres

/// What a worker has said about a payment and still keeps. Run it with the worker's schema in the search path.
///
/// Reads the whole outbox, which is as long as its retention is.
struct OutboxOf: Statement {
    static let sql = """
        SELECT lane, seq, outbox.topic, key, type, at FROM outbox WHERE subject = $1 ORDER BY at, lane, seq
        """
    let payment: PaymentID

    func bind(_ p: inout Parameters) { p.append(payment.description) }

    struct Row: Sendable {
        let lane: Int32
        let seq: Int64
        let topic: String
        let key: String
        let type: String
        let at: Moment
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), seq: try row.int64(1), topic: try row.string(2), key: try row.string(3),
            type: try row.string(4), at: Moment(try row.timestamptz(5)))
    }
}
