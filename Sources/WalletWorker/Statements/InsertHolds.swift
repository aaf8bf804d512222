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
            SELECT unnest($1::uuid[]), 1, unnest($2::text[]), 'held', unnest($3::bigint[]), unnest($4::bigint[]),
                unnest($5::bigint[]), unnest($6::bigint[]), unnest($7::bigint[]), $8
            ON CONFLICT DO NOTHING RETURNING 1)
        SELECT require_all(count(*), cardinality($1)) FROM inserted
        """

    func bind(_ p: inout Parameters) {
        p.appendTransfers(movements)
        p.append(count: movements.count) { movements[$0].fingerprint }
        p.append(Timestamptz(microseconds: now))
    }
}

extension Parameters {
    /// The columns that holds and releases share: payment, kind, amount_minor, debit_key, credit_key, beneficiary_key.
    mutating func appendTransfers(_ movements: [Movement]) {
        append(count: movements.count) { movements[$0].payment.bits }
        append(count: movements.count) { movements[$0].kind.rawValue }
        append(count: movements.count) { movements[$0].amountMinor }
        append(count: movements.count) { movements[$0].debit.key }
        append(count: movements.count) { movements[$0].credit.key }
        append(count: movements.count) { movements[$0].beneficiaryKey }
    }
}
