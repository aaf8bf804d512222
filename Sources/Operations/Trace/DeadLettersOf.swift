import Lane
import Payments
import Postgres

/// The dead letters about payments that a worker's outbox still keeps: those whose subject the payment is, and those
/// whose value names it. Run it with the worker's schema in the search path; reads dead letters only.
struct DeadLettersOf: Statement {
    static let sql = """
        SELECT wanted.payment, lane, seq, outbox.topic, outbox.at, headers
        FROM unnest($1::text[]) AS wanted (payment)
        JOIN outbox ON outbox.headers IS NOT NULL
            AND (subject = wanted.payment OR position(convert_to(wanted.payment, 'UTF8') IN value) > 0)
        ORDER BY outbox.at, lane, seq
        """
    let payments: [PaymentID]

    func bind(_ p: inout Parameters) { p.append(payments.map(\.description)) }

    struct Row: Sendable {
        let payment: String
        let lane: Int32
        let seq: Int64
        let topic: String
        let at: Moment
        /// A stable code.
        let reason: String
        /// Where the message stands that was given up.
        let origin: String
        let attempts: String
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let headers = HeaderBlock.decode(try row.bytes(5)).map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }
        let byName = Dictionary(headers) { _, last in last }
        return Row(
            payment: try row.string(0), lane: try row.int32(1), seq: try row.int64(2), topic: try row.string(3),
            at: Moment(try row.timestamptz(4)), reason: byName["giro-reason"] ?? "unknown",
            origin: byName["giro-origin"] ?? "", attempts: byName["giro-attempts"] ?? "")
    }
}
