import Payments
import Postgres

/// Which of the payments are to be cancelled. Run it when their invoices are locked: who remembers a cancellation has
/// locked the invoice too.
struct FindCancellations: Statement {
    let payments: [PaymentID]

    static let sql = """
        SELECT found.* FROM unnest($1::uuid[]) AS wanted (payment)
        CROSS JOIN LATERAL (
            SELECT payment FROM cancellation WHERE cancellation.payment = wanted.payment OFFSET 0
        ) AS found
        """

    func bind(_ p: inout Parameters) { p.append(count: payments.count) { UUIDBits(payments[$0]) } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentID { try row.payment(0) }
}
