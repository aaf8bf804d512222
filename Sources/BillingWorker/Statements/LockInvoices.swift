import Payments
import Postgres

/// Locks invoices in the order given and reads them. One index look-up each, whatever the planner believes about the
/// table's size.
struct LockInvoices: Statement {
    /// In their order.
    let payments: [PaymentID]

    static let sql = """
        SELECT locked.* FROM unnest($1::uuid[]) AS wanted (payment)
        CROSS JOIN LATERAL (
            SELECT payment, kind, payer, payee, amount_minor, currency, bill, reference, state, receipt, reason
            FROM invoice WHERE invoice.payment = wanted.payment FOR NO KEY UPDATE
        ) AS locked
        """

    func bind(_ p: inout Parameters) { p.append(count: payments.count) { UUIDBits(payments[$0]) } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Invoice {
        let state = Invoice.State(
            name: try row.string(8), receipt: try row.optionalString(9), reason: try row.optionalString(10))
        return Invoice(
            payment: try row.payment(0), kind: try row.choice(1), payer: try row.account(2),
            payee: try row.account(3), amountMinor: try row.int64(4), currency: try row.currency(5),
            bill: try row.optionalString(6), reference: try row.optionalString(7), state: try row.known(8, state))
    }
}
