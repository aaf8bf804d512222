import Postgres

/// Writes payments whose rows this transaction has locked. An upsert only in form: it finds each row by the primary
/// key, whatever the planner believes about the table's size.
struct SavePayments: Statement {
    /// In the order of the ids.
    let rows: [PaymentRow]

    static let sql = """
        INSERT INTO payment (\(PaymentRow.columns))
        SELECT \(PaymentRow.parameters)
        ON CONFLICT (id) DO UPDATE SET
            amount_minor = excluded.amount_minor, since = excluded.since, updated_at = excluded.updated_at,
            final_at = excluded.final_at, requested_at = excluded.requested_at, authority = excluded.authority,
            told = excluded.told, detailed = excluded.detailed, state = excluded.state, kind = excluded.kind,
            currency = excluded.currency, payer = excluded.payer, payee = excluded.payee, reason = excluded.reason,
            reference = excluded.reference
        """

    func bind(_ p: inout Parameters) { PaymentRow.bind(rows, &p) }
}
