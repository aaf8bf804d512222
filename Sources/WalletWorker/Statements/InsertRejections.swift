import Payments
import Postgres

/// Remembers requests that nothing was moved for, so that the same request is answered alike for ever.
struct InsertRejections: Statement {
    let rejections: [Rejection]
    let now: Int64

    static let sql = """
        WITH inserted AS (
            INSERT INTO transfer (payment, step, kind, outcome, reason, fingerprint, at)
            SELECT payment, 1, kind, 'rejected', reason, fingerprint, $5
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[])
                AS rejection(payment, kind, reason, fingerprint)
            ON CONFLICT DO NOTHING RETURNING 1)
        SELECT require_all(count(*), cardinality($1)) FROM inserted
        """

    func bind(_ p: inout Parameters) {
        p.append(rejections.map(\.payment.bits))
        p.append(rejections.map(\.kind.rawValue))
        p.append(rejections.map(\.reason.rawValue))
        p.append(rejections.map(\.fingerprint))
        p.append(Timestamptz(microseconds: now))
    }
}
