import Payments
import Postgres

/// Where accounts stand; the parts of one are summed up. Accounts that do not exist have no row.
public struct BalancesOf: Statement {
    private let accounts: [String]

    /// Ids as `account.requested` names them, also `clearing:EUR` and `suspense:EUR`.
    public init(_ accounts: [String]) {
        self.accounts = accounts
    }

    public struct Balance: Sendable, Equatable {
        public let account: String
        public let kind: AccountKind
        public let currency: Currency
        /// Nil for clearing and suspense, which are never closed.
        public let state: AccountState?
        public let balanceMinor: Int64
        /// How often its balance was moved.
        public let entries: Int64
    }

    public static let sql = """
        SELECT wanted.id, min(row.kind), min(row.currency), min(row.state) FILTER (WHERE row.id = wanted.id),
            sum(row.balance_minor)::bigint, sum(row.version)::bigint
        FROM unnest($1::text[]) AS wanted (id)
        CROSS JOIN LATERAL (
            SELECT * FROM account WHERE account.id = wanted.id
            UNION ALL
            SELECT * FROM account WHERE account.id > wanted.id || '#' AND account.id < wanted.id || '$') AS row
        GROUP BY wanted.id
        """

    public func bind(_ p: inout Parameters) { p.append(accounts) }

    public static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Balance {
        Balance(
            account: try row.string(0), kind: try row.choice(1), currency: try row.currency(2),
            state: try row.optionalChoice(3), balanceMinor: try row.int64(4), entries: try row.int64(5))
    }
}
