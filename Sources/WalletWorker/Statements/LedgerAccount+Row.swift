import Payments
import Postgres

extension LedgerAccount {
    static let columns = """
        account_key, id, kind, currency, overdraft_limit_minor, state, balance_minor, version, opening_limit_minor
        """

    init(_ row: borrowing RowReader) throws(PostgresError) {
        let limit = try row.int64(4)
        let opening = try row.optionalInt64(8)
        self.init(
            key: try row.int64(0), id: try row.string(1), kind: try row.choice(2), currency: try row.currency(3),
            overdraftLimitMinor: limit, openingLimitMinor: opening ?? limit, state: try row.choice(5),
            balanceMinor: try row.int64(6),
            version: try row.int64(7))
    }
}
