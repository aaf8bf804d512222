import Payments
import Postgres

/// Writes the limits of accounts that got others, with what this batch moved on them: a movement may rest on the new
/// limit. Keeps the limits that they were opened with: a request to open that comes again names those. The rows are
/// locked.
struct UpdateLimits: Statement {
    let accounts: [LedgerAccount]

    static let sql = """
        UPDATE account SET overdraft_limit_minor = new.limit_minor, balance_minor = new.balance_minor,
            version = new.version, opening_limit_minor = coalesce(opening_limit_minor, overdraft_limit_minor)
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
            AS new(account_key, limit_minor, balance_minor, version)
        WHERE account.account_key = new.account_key
        """

    func bind(_ p: inout Parameters) {
        p.append(accounts.map(\.key))
        p.append(accounts.map(\.overdraftLimitMinor))
        p.append(accounts.map(\.balanceMinor))
        p.append(accounts.map(\.version))
    }
}
