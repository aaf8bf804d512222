import Payments
import Postgres

/// Writes the payments that no row tells of yet, and says which those were. The others are left as they are.
struct InsertPayments: Statement {
    /// In the order of the ids.
    let rows: [PaymentRow]

    static let sql = """
        INSERT INTO payment (\(PaymentRow.columns))
        SELECT \(PaymentRow.parameters)
        ON CONFLICT (id) DO NOTHING
        RETURNING id
        """

    func bind(_ p: inout Parameters) { PaymentRow.bind(rows, &p) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentID { try row.payment(0) }
}
