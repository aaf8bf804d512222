import Payments
import Postgres

/// Locks every account row that a batch can change, in the order of their keys: two transactions that want the same
/// rows wait for each other, but never in a circle.
///
/// Rows are named by id, by key, or by what the ledger itself knows of a payment: the payee of one to settle, the payer
/// of one to refund. Where that is an external account, the lane's own part of it is locked instead.
struct LockAccounts: Statement {
    let ids: Set<String>
    let keys: Set<Int64>
    let settled: [PaymentID]
    let refunded: [PaymentID]

    static let sql = """
        SELECT \(LedgerAccount.columns), ctid FROM account
        WHERE id = ANY($1) OR account_key = ANY($2)
            OR account_key = ANY(ARRAY(
                SELECT beneficiary_key FROM transfer WHERE payment = ANY($3) AND step = 1 AND kind <> 'withdrawal'
                UNION ALL
                SELECT debit_key FROM transfer WHERE payment = ANY($4) AND step = 1 AND kind <> 'topup'))
        ORDER BY account_key FOR NO KEY UPDATE
        """

    func bind(_ p: inout Parameters) {
        p.append(Array(ids))
        p.append(Array(keys))
        p.append(settled.map(\.bits))
        p.append(refunded.map(\.bits))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> LedgerAccount {
        var account = try LedgerAccount(row)
        account.place = try row.value(9, as: RowPlace.self)
        return account
    }
}
