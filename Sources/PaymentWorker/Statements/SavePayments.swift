import Postgres

/// Writes payments whose rows this transaction has locked, found by where they lie. Should one not be there, the
/// transaction fails as one to repeat.
struct SavePayments: Statement {
    let rows: [PaymentRow]
    /// Of the same payments, in the same order.
    let places: [RowPlace]

    static let sql = """
        WITH saved AS (
            UPDATE payment SET
                amount_minor = new.amount_minor, since = new.since, updated_at = new.updated_at,
                final_at = new.final_at, requested_at = new.requested_at, authority = new.authority,
                told = new.told, detailed = new.detailed, state = new.state, kind = new.kind,
                currency = new.currency, payer = new.payer, payee = new.payee, reason = new.reason,
                reference = new.reference, heard = new.heard
            FROM (SELECT \(PaymentRow.parameters), unnest($18::tid[])) AS new (\(PaymentRow.columns), place)
            WHERE payment.ctid = new.place
            RETURNING 1)
        SELECT require_all(count(*), cardinality($18)) FROM saved
        """

    func bind(_ p: inout Parameters) {
        PaymentRow.bind(rows, &p)
        p.append(places)
    }
}
