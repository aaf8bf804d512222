import Payments
import Postgres

/// Writes the states of accounts that were frozen, unfrozen or closed. Their rows are locked.
struct UpdateStates: Statement {
    let accounts: [LedgerAccount]

    static let sql = """
        UPDATE account SET state = new.state
        FROM unnest($1::bigint[], $2::text[]) AS new(account_key, state)
        WHERE account.account_key = new.account_key
        """

    func bind(_ p: inout Parameters) {
        p.append(accounts.map(\.key))
        p.append(accounts.map(\.state.rawValue))
    }
}
