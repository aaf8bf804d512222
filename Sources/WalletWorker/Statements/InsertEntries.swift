import Postgres

/// Writes both entries of each movement. They are made of one amount, so their sum is zero by construction.
struct InsertEntries: Statement {
    let movements: [Movement]

    static let sql = """
        INSERT INTO entry (account_key, version, amount_minor, balance_after_minor, payment, step)
        SELECT side.account_key, side.version, side.amount_minor, side.balance_after_minor, payment, step
        FROM (SELECT unnest($1::uuid[]), unnest($2::smallint[]), unnest($3::bigint[]), unnest($4::bigint[]),
            unnest($5::bigint[]), unnest($6::bigint[]), unnest($7::bigint[]), unnest($8::bigint[]), unnest($9::bigint[])
        ) AS movement(payment, step, amount_minor, debit_key, debit_version, debit_balance_minor, credit_key,
            credit_version, credit_balance_minor)
        CROSS JOIN LATERAL (VALUES
            (debit_key, debit_version, -movement.amount_minor, debit_balance_minor),
            (credit_key, credit_version, movement.amount_minor, credit_balance_minor)
        ) AS side(account_key, version, amount_minor, balance_after_minor)
        """

    func bind(_ p: inout Parameters) {
        p.append(count: movements.count) { movements[$0].payment.bits }
        p.append(count: movements.count) { movements[$0].step }
        p.append(count: movements.count) { movements[$0].amountMinor }
        p.append(count: movements.count) { movements[$0].debit.key }
        p.append(count: movements.count) { movements[$0].debit.version }
        p.append(count: movements.count) { movements[$0].debit.balanceAfterMinor }
        p.append(count: movements.count) { movements[$0].credit.key }
        p.append(count: movements.count) { movements[$0].credit.version }
        p.append(count: movements.count) { movements[$0].credit.balanceAfterMinor }
    }
}
