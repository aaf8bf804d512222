import Payments
import Postgres

/// Writes where held money went. As with `InsertHolds`, a row that is there already fails the transaction.
struct InsertReleases: Statement {
    let movements: [Movement]
    let now: Int64

    static let sql = """
        WITH inserted AS (
            INSERT INTO transfer (payment, step, kind, outcome, reason, amount_minor, debit_key, credit_key,
                beneficiary_key, at)
            SELECT payment, 2, kind, outcome, reason, amount_minor, debit_key, credit_key, beneficiary_key, $9
            FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
                $8::text[])
                AS release(payment, kind, amount_minor, debit_key, credit_key, beneficiary_key, outcome, reason)
            ON CONFLICT DO NOTHING RETURNING 1)
        SELECT require_all(count(*), cardinality($1)) FROM inserted
        """

    func bind(_ p: inout Parameters) {
        p.appendTransfers(movements)
        p.append(count: movements.count) { movements[$0].release?.outcome.rawValue }
        p.append(count: movements.count) { movements[$0].release?.reason?.rawValue }
        p.append(Timestamptz(microseconds: now))
    }
}
