import Payments
import Postgres

/// An account as operators see it. One that is kept in parts is the sum of them.
public struct AccountStanding: Sendable, Equatable, Encodable {
    public let account: String
    public let kind: String
    public let currency: String
    /// `open`, `frozen` or `closed`; nil for clearing and suspense.
    public let state: String?
    public let balanceMinor: Int64
    /// How far below zero it may go.
    public let overdraftLimitMinor: Int64
    /// How often its balance was moved.
    public let entries: Int64

    public var balance: String { AmountText.of(balanceMinor, currency) }

    var cells: [TextTable.Cell] {
        let tone: Paint.Tone = state == "open" || state == nil ? .plain : .warning
        return [
            .init(account), .init(kind), .init(state ?? "-", tone), .init(balance),
            .init(overdraftLimitMinor == 0 ? "-" : AmountText.of(overdraftLimitMinor, currency)),
            .init(entries.grouped),
        ]
    }

    static var columns: [TextTable.Column] {
        [
            .init("account", isFlexible: true), .init("kind"), .init("state"), .init("balance", .right),
            .init("overdraft", .right), .init("entries", .right),
        ]
    }
}

/// Which accounts are listed.
public struct AccountFilter: Sendable {
    public var kind: AccountKind?
    public var state: AccountState?
    public var currency: Currency?

    public init() {}
}

/// Where accounts stand. Those that do not exist have no row. Run it with the wallet's schema in the search path.
struct AccountStandings: Statement {
    let accounts: [String]

    static let sql = """
        SELECT wanted.id, min(row.kind), min(row.currency), min(row.state) FILTER (WHERE row.id = wanted.id),
            sum(row.balance_minor)::bigint, max(row.overdraft_limit_minor), sum(row.version)::bigint
        FROM unnest($1::text[]) AS wanted (id)
        CROSS JOIN LATERAL (
            SELECT * FROM account WHERE account.id = wanted.id
            UNION ALL
            SELECT * FROM account WHERE account.id > wanted.id || '#' AND account.id < wanted.id || '$') AS row
        GROUP BY wanted.id ORDER BY wanted.id COLLATE "C"
        """

    func bind(_ p: inout Parameters) { p.append(accounts) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> AccountStanding {
        AccountStanding(
            account: try row.string(0), kind: try row.string(1), currency: try row.string(2),
            state: try row.optionalString(3), balanceMinor: try row.int64(4), overdraftLimitMinor: try row.int64(5),
            entries: try row.int64(6))
    }
}

/// The ids of accounts that have a row of their own, in their order.
struct AccountIDs: Statement {
    let filter: AccountFilter
    let after: String
    let limit: Int32

    static let sql = """
        SELECT id FROM account
        WHERE id > $1 AND strpos(id, '#') = 0 AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR state = $3)
            AND ($4::text IS NULL OR currency = $4)
        ORDER BY id LIMIT $5
        """

    func bind(_ p: inout Parameters) {
        p.append(after)
        p.append(filter.kind?.rawValue)
        p.append(filter.state?.rawValue)
        p.append(filter.currency?.code)
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}

/// The ids of what the ledger keeps for itself, in parts only: `clearing:EUR`, `suspense:EUR`.
struct InternalAccountIDs: Statement {
    let kind: AccountKind

    static let sql = """
        SELECT DISTINCT split_part(id, '#', 1) FROM account WHERE id > $1 || ':' AND id < $1 || ';' ORDER BY 1
        """

    func bind(_ p: inout Parameters) { p.append(kind.rawValue) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}

/// An account's latest movements, the latest first. Run it with the wallet's schema in the search path.
struct LatestEntries: Statement {
    let account: String
    let limit: Int32

    static let sql = """
        SELECT entry.version, transfer.at, transfer.kind, transfer.outcome, entry.payment, entry.amount_minor,
            entry.balance_after_minor, account.currency,
            CASE WHEN payer.id = account.id THEN payee.id ELSE split_part(payer.id, '#', 1) END
        FROM account
        JOIN entry ON entry.account_key = account.account_key
        JOIN transfer ON transfer.payment = entry.payment AND transfer.step = entry.step
        LEFT JOIN transfer AS hold ON hold.payment = entry.payment AND hold.step = 1
        LEFT JOIN account AS payer ON payer.account_key = hold.debit_key
        LEFT JOIN account AS payee ON payee.account_key = hold.beneficiary_key
        WHERE account.id = $1 ORDER BY entry.version DESC LIMIT $2
        """

    func bind(_ p: inout Parameters) {
        p.append(account)
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> AccountReport.Entry {
        AccountReport.Entry(
            number: try row.int64(0), at: Moment(try row.timestamptz(1)), kind: try row.string(2),
            outcome: try row.string(3), payment: try row.paymentID(4).description, amountMinor: try row.int64(5),
            balanceAfterMinor: try row.int64(6), currency: try row.string(7), counterparty: try row.optionalString(8))
    }
}

/// Why a message about an account was given up, the latest. Run it with the wallet's schema in the search path.
struct RefusalOfAccount: Statement {
    let account: String
    let since: Moment

    static let sql = """
        SELECT headers FROM outbox
        WHERE headers IS NOT NULL AND topic = 'account.requested.dlq' AND key = $1 AND at >= $2
        ORDER BY at DESC LIMIT 1
        """

    func bind(_ p: inout Parameters) {
        p.append(account)
        p.append(Timestamptz(microseconds: since.timestamp.microseconds))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [UInt8] { try row.bytes(0) }
}
