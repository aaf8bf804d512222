import Payments
import Postgres

/// Locks every account row that a batch can change, in the order of their keys: two transactions that want the same rows
/// wait for each other, but never in a circle.
///
/// Rows are named by id, by key, or by what the ledger itself knows of a payment: the payee of one to settle, the payer
/// of one to refund (a top-up's goes back to the lane's own part of the external account instead).
struct LockAccounts: Statement {
    let ids: Set<String>
    let keys: Set<Int64>
    let settled: [PaymentID]
    let refunded: [PaymentID]

    static let sql = """
        SELECT \(LedgerAccount.columns) FROM account
        WHERE id = ANY($1) OR account_key = ANY($2)
            OR account_key = ANY(ARRAY(
                SELECT beneficiary_key FROM transfer WHERE payment = ANY($3) AND step = 1
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
        account.isLocked = true
        return account
    }
}

/// Reads accounts without locking them: the payees of requests, who get nothing yet, and the sources of top-ups.
struct ReadAccounts: Statement {
    let ids: [String]

    static let sql = "SELECT \(LedgerAccount.columns) FROM account WHERE id = ANY($1)"

    func bind(_ p: inout Parameters) { p.append(ids) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> LedgerAccount { try LedgerAccount(row) }
}

extension LedgerAccount {
    fileprivate static let columns =
        "account_key, id, kind, currency, overdraft_limit_minor, state, balance_minor, version"

    fileprivate init(_ row: borrowing RowReader) throws(PostgresError) {
        self.init(
            key: try row.int64(0), id: try row.string(1), kind: try row.choice(2), currency: try row.currency(3),
            overdraftLimitMinor: try row.int64(4), state: try row.choice(5), balanceMinor: try row.int64(6),
            version: try row.int64(7))
    }
}
