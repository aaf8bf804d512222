import Payments
import Postgres

/// A payment as people are shown it.
struct PaymentRecord: Sendable {
    let id: PaymentID
    let state: String
    let kind: String
    let payer: String
    let payee: String
    let amountMinor: Int64
    let currency: String
    let reason: String?
    let reference: String?
    let createdAt: Timestamp
    let updatedAt: Timestamp

    static let columns = "id, state, kind, payer, payee, amount_minor, currency, reason, reference, since, updated_at"

    init(_ row: borrowing RowReader) throws(PostgresError) {
        let bits = try row.uuid(0)
        id = PaymentID(high: bits.high, low: bits.low)
        state = try row.string(1)
        kind = try row.string(2)
        payer = try row.string(3)
        payee = try row.string(4)
        amountMinor = try row.int64(5)
        currency = try row.string(6)
        reason = try row.optionalString(7)
        reference = try row.optionalString(8)
        createdAt = Timestamp(microseconds: try row.timestamptz(9).microseconds)
        updatedAt = Timestamp(microseconds: try row.timestamptz(10).microseconds)
    }

    var position: HistoryPosition { HistoryPosition(at: createdAt, id: id) }

    var isFinal: Bool { PaymentState(rawValue: state)?.isFinal ?? false }
}

/// Payments by their ids, from the payment worker's schema.
struct ReadPayments: Statement, Sendable {
    let ids: [PaymentID]

    static let sql = "SELECT \(PaymentRecord.columns) FROM payment.payment WHERE id = ANY($1)"
    func bind(_ p: inout Parameters) { p.append(ids.map { UUIDBits(high: $0.high, low: $0.low) }) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentRecord { try PaymentRecord(row) }
}
