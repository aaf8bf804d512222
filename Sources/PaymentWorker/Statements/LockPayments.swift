import Payments
import Postgres

/// Locks payments in the order given and reads them. One index look-up each, whatever the planner believes about the
/// table's size. Those that no row tells of are left out.
struct LockPayments: Statement {
    /// In the order of the ids.
    let payments: [PaymentID]

    static let sql = """
        SELECT locked.* FROM unnest($1::uuid[]) AS wanted (id)
        CROSS JOIN LATERAL (
            SELECT \(PaymentRow.columns), ctid FROM payment WHERE payment.id = wanted.id FOR NO KEY UPDATE
        ) AS locked
        """

    func bind(_ p: inout Parameters) { p.append(count: payments.count) { UUIDBits(payments[$0]) } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> LockedPayment {
        LockedPayment(row: try PaymentRow(row), place: try row.value(17, as: RowPlace.self))
    }
}

/// A row that this transaction has locked, and where it lies.
struct LockedPayment {
    let row: PaymentRow
    let place: RowPlace
}
