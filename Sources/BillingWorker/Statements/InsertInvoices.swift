import Payments
import Postgres

/// Writes the invoices that no row tells of yet, and says which those were. The others are left as they are.
struct InsertInvoices: Statement {
    /// In the order of the payments; open, or paid with their debit.
    let invoices: [Invoice]
    let now: Int64

    static let sql = """
        INSERT INTO invoice (
            payment, amount_minor, kind, state, currency, payer, payee, bill, reference, created_at, decided_at)
        SELECT given.*, $10, CASE WHEN given.state = 'open' THEN NULL ELSE $10 END
        FROM (SELECT
            unnest($1::uuid[]), unnest($2::bigint[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]),
            unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::text[])
        ) AS given (payment, amount_minor, kind, state, currency, payer, payee, bill, reference)
        ON CONFLICT (payment) DO NOTHING
        RETURNING payment
        """

    func bind(_ p: inout Parameters) {
        let count = invoices.count
        p.append(count: count) { UUIDBits(invoices[$0].payment) }
        p.append(count: count) { invoices[$0].amountMinor }
        p.append(count: count) { invoices[$0].kind.rawValue }
        p.append(count: count) { invoices[$0].state.name }
        p.append(count: count) { invoices[$0].currency.code }
        p.append(count: count) { invoices[$0].payer.text }
        p.append(count: count) { invoices[$0].payee.text }
        p.append(count: count) { invoices[$0].bill }
        p.append(count: count) { invoices[$0].reference }
        p.append(Timestamptz(microseconds: now))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PaymentID { try row.payment(0) }
}
