import Payments
import Postgres

/// Writes where suspended money went. As with `InsertHolds`, a row that is there already fails the transaction.
struct InsertDepartures: Statement {
    let movements: [Movement]
    let now: Int64

    static let sql = """
        WITH inserted AS (
            INSERT INTO transfer (payment, step, kind, outcome, amount_minor, debit_key, credit_key, beneficiary_key,
                at)
            SELECT unnest($1::uuid[]), 3, unnest($2::text[]), 'released', unnest($3::bigint[]), unnest($4::bigint[]),
                unnest($5::bigint[]), unnest($6::bigint[]), $7
            ON CONFLICT DO NOTHING RETURNING 1)
        SELECT require_all(count(*), cardinality($1)) FROM inserted
        """

    func bind(_ p: inout Parameters) {
        p.appendTransfers(movements)
        p.append(Timestamptz(microseconds: now))
    }
}
