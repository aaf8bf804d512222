import Payments
import Postgres

/// Remembers that payments are to be cancelled; what is remembered already stays as it is.
struct SaveCancellations: Statement {
    /// In their order.
    let payments: [PaymentID]
    let now: Int64

    static let sql = """
        INSERT INTO cancellation (payment, asked_at) SELECT unnest($1::uuid[]), $2 ON CONFLICT (payment) DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(count: payments.count) { UUIDBits(payments[$0]) }
        p.append(Timestamptz(microseconds: now))
    }
}
