import Payments
import Postgres

/// What a worker has said about payments and still keeps, dead letters left out. Run it with the worker's schema in
/// the search path.
///
/// Reads the whole outbox, which is as long as its retention is.
struct OutboxOf: Statement {
    static let sql = """
        SELECT lane, seq, outbox.topic, key, subject, trace, at FROM outbox
        WHERE subject = ANY($1) AND subject <> '' AND headers IS NULL ORDER BY at, lane, seq
        """
    let payments: [PaymentID]

    func bind(_ p: inout Parameters) { p.append(payments.map(\.description)) }

    struct Row: Sendable {
        let lane: Int32
        let seq: Int64
        let topic: String
        let key: String
        let payment: String
        /// W3C trace context.
        let traceparent: String?
        let at: Moment
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), seq: try row.int64(1), topic: try row.string(2), key: try row.string(3),
            payment: try row.string(4), traceparent: try row.optionalString(5), at: Moment(try row.timestamptz(6)))
    }
}
