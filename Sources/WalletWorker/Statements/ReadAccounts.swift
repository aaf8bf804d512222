import Postgres

/// Reads accounts without locking them: the payees of requests, who get nothing yet, and accounts outside, whose parts
/// hold their money.
struct ReadAccounts: Statement {
    let ids: [String]

    static let sql = "SELECT \(LedgerAccount.columns) FROM account WHERE id = ANY($1)"

    func bind(_ p: inout Parameters) { p.append(ids) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> LedgerAccount { try LedgerAccount(row) }
}

/// The same of accounts that are known by their keys.
struct ReadAccountsByKey: Statement {
    let keys: [Int64]

    static let sql = "SELECT \(LedgerAccount.columns) FROM account WHERE account_key = ANY($1)"

    func bind(_ p: inout Parameters) { p.append(keys) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> LedgerAccount { try LedgerAccount(row) }
}
