import Payments
import Postgres

/// Locks payments in the order given and reads them. One index look-up each, whatever the planner believes about the
/// table's size.
struct LockPayments: Statement {
    /// In the order of the ids.
    let payments: [PaymentID]

    static let sql = """
        SELECT locked.* FROM unnest($1::uuid[]) AS wanted (id)
        CROSS JOIN LATERAL (
            SELECT \(PaymentRow.columns) FROM payment WHERE payment.id = wanted.id FOR NO KEY UPDATE
        ) AS locked
        """

    func bind(_ p: inout Parameters) { p.append(count: payments.count) { UUIDBits(payments[$0]) } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentRow { try PaymentRow(row) }
}
