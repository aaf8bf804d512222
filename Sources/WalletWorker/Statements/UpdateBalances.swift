import Postgres

/// Writes the balances of accounts that a batch moved money on. Their rows are locked, and found by where they lie:
/// should one not be there, the transaction fails as one to repeat.
struct UpdateBalances: Statement {
    let accounts: [LedgerAccount]

    static let sql = """
        WITH updated AS (
            UPDATE account SET balance_minor = new.balance_minor, version = new.version
            FROM (SELECT unnest($1::tid[]), unnest($2::bigint[]), unnest($3::bigint[]))
                AS new (place, balance_minor, version)
            WHERE account.ctid = new.place
            RETURNING 1)
        SELECT require_all(count(*), cardinality($2)) FROM updated
        """

    func bind(_ p: inout Parameters) {
        p.append(accounts.map(\.place))
        p.append(accounts.map(\.balanceMinor))
        p.append(accounts.map(\.version))
    }
}
