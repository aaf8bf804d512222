import Postgres

/// Writes the balances of accounts that a batch moved money on. Their rows are locked.
struct UpdateBalances: Statement {
    let accounts: [LedgerAccount]

    static let sql = """
        UPDATE account SET balance_minor = new.balance_minor, version = new.version
        FROM (SELECT unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bigint[]))
            AS new(account_key, balance_minor, version)
        WHERE account.account_key = new.account_key
        """

    func bind(_ p: inout Parameters) {
        p.append(accounts.map(\.key))
        p.append(accounts.map(\.balanceMinor))
        p.append(accounts.map(\.version))
    }
}
