import Payments
import Postgres

extension Holding {
    fileprivate init(_ row: borrowing RowReader) throws(PostgresError) {
        guard let account = AccountID(try row.string(0)), let kind = Kind(rawValue: try row.string(2)),
            let currency = Currency(try row.string(3))
        else { throw PostgresError(.invalidValue, statement: "holding") }
        self.init(
            account: account, person: try row.value(1, as: Identifier.self), kind: kind, currency: currency,
            createdAt: Timestamp(microseconds: try row.timestamptz(4).microseconds))
        closedAt = try row.optionalTimestamptz(5).map { Timestamp(microseconds: $0.microseconds) }
    }

    fileprivate static let columns = "account, person, type, currency, created_at, closed_at"
}

struct FindHolding: Statement, Sendable {
    let account: AccountID

    static let sql = "SELECT \(Holding.columns) FROM holding WHERE account = $1"
    func bind(_ p: inout Parameters) { p.append(account.text) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Holding { try Holding(row) }
}

/// Accounts by their ids, for many requests at once.
struct FindHoldings: Statement, Sendable {
    let accounts: [AccountID]

    static let sql = "SELECT \(Holding.columns) FROM holding WHERE account = ANY($1)"
    func bind(_ p: inout Parameters) { p.append(accounts.map(\.text)) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Holding { try Holding(row) }
}

/// The accounts of people, each person's from the oldest on.
struct HoldingsOf: Statement, Sendable {
    let people: [Identifier]

    static let sql = "SELECT \(Holding.columns) FROM holding WHERE person = ANY($1) ORDER BY created_at, account"
    func bind(_ p: inout Parameters) { p.append(people) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Holding { try Holding(row) }
}

struct InsertHolding: Statement, Sendable {
    let holding: Holding

    static let sql = """
        INSERT INTO holding (account, person, created_at, type, currency) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(holding.account.text)
        p.append(holding.person)
        p.append(Timestamptz(microseconds: holding.createdAt.microseconds))
        p.append(holding.kind.rawValue)
        p.append(holding.currency.code)
    }
}

/// No row: it is closed, or not the person's.
struct CloseHolding: Statement, Sendable {
    let account: AccountID
    let person: Identifier

    static let sql = "UPDATE holding SET closed_at = now() WHERE account = $1 AND person = $2 AND closed_at IS NULL"
    func bind(_ p: inout Parameters) {
        p.append(account.text)
        p.append(person)
    }
}
