import Payments
import Postgres

/// Gives invoices that this transaction has locked their decision, once: one that is decided stays as it is. An upsert
/// only in form: it finds each row by the primary key, whatever the planner believes about the table's size.
struct CloseInvoices: Statement {
    /// Paid or failed, in the order of the payments.
    let invoices: [Invoice]
    let now: Int64

    static let sql = """
        INSERT INTO invoice (
            payment, amount_minor, kind, state, currency, payer, payee, receipt, reason, created_at, decided_at)
        SELECT given.*, $10, $10 FROM unnest(
            $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]
        ) AS given
        ON CONFLICT (payment) DO UPDATE SET
            state = excluded.state, receipt = excluded.receipt, reason = excluded.reason,
            decided_at = excluded.decided_at
        WHERE invoice.state = 'open'
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
        p.append(count: count) { invoices[$0].state.receipt }
        p.append(count: count) { invoices[$0].state.reason?.rawValue }
        p.append(Timestamptz(microseconds: now))
    }
}
