import Payments
import Postgres

/// Writes what was decided about requests whose money is now held.
///
/// A row that is there already belongs to another process that was faster: then the whole transaction fails as one to
/// repeat, and the repetition finds the row. So no answer has to be waited for here.
struct InsertHolds: Statement {
    let movements: [Movement]
    let now: Int64

    static let sql = """
        WITH inserted AS (
            INSERT INTO transfer (payment, step, kind, outcome, amount_minor, debit_key, credit_key, beneficiary_key,
                fingerprint, at)
            SELECT payment, 1, kind, 'held', amount_minor, debit_key, credit_key, beneficiary_key, fingerprint, $8
            FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
                AS hold(payment, kind, amount_minor, debit_key, credit_key, beneficiary_key, fingerprint)
            ON CONFLICT DO NOTHING RETURNING 1)
        SELECT require_all(count(*), cardinality($1)) FROM inserted
        """

    func bind(_ p: inout Parameters) {
        p.appendTransfers(movements)
        p.append(count: movements.count) { movements[$0].fingerprint ?? 0 }
        p.append(Timestamptz(microseconds: now))
    }
}

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
                $8::text[]) AS release(payment, kind, amount_minor, debit_key, credit_key, beneficiary_key, outcome, reason)
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

/// Remembers requests that nothing was moved for, so that the same request is answered alike for ever.
struct InsertRejections: Statement {
    let rejections: [Rejection]
    let now: Int64

    static let sql = """
        WITH inserted AS (
            INSERT INTO transfer (payment, step, kind, outcome, reason, fingerprint, at)
            SELECT payment, 1, kind, 'rejected', reason, fingerprint, $5
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) AS rejection(payment, kind, reason, fingerprint)
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

extension Parameters {
    /// The columns that holds and releases share: payment, kind, amount_minor, debit_key, credit_key, beneficiary_key.
    fileprivate mutating func appendTransfers(_ movements: [Movement]) {
        append(count: movements.count) { movements[$0].payment.bits }
        append(count: movements.count) { movements[$0].kind.rawValue }
        append(count: movements.count) { movements[$0].amountMinor }
        append(count: movements.count) { movements[$0].debit.key }
        append(count: movements.count) { movements[$0].credit.key }
        append(count: movements.count) { movements[$0].beneficiaryKey }
    }
}
