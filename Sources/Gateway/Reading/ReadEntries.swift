import Payments
import Postgres

/// Where accounts stand, from the wallet's schema. Accounts that the wallet has not opened yet have no row.
struct ReadBalances: Statement, Sendable {
    let accounts: [String]

    struct Row: Sendable {
        let account: String
        let kind: String
        let currency: String
        let state: String
        let balanceMinor: Int64
    }

    static let sql = "SELECT id, kind, currency, state, balance_minor FROM wallet.account WHERE id = ANY($1)"

    func bind(_ p: inout Parameters) { p.append(accounts) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            account: try row.string(0), kind: try row.string(1), currency: try row.string(2),
            state: try row.string(3), balanceMinor: try row.int64(4))
    }
}

/// An account's movements, the latest first: each with the balance after it and who is on the other side.
struct ReadEntries: Statement, Sendable {
    let account: AccountID
    /// Only those with a lower number.
    let before: Int64
    let from: Timestamp?
    let to: Timestamp?
    let limit: Int

    struct Row: Sendable {
        let number: Int64
        let amountMinor: Int64
        let balanceAfterMinor: Int64
        let payment: PaymentID
        let at: Timestamp
        let kind: String
        let outcome: String
        let counterparty: String?
    }

    /// A part of an account is named `account#lane`. Money that left is the payee's to be, also when it comes back;
    /// money that came is from the payer.
    static let sql = """
        SELECT e.version, e.amount_minor, e.balance_after_minor, e.payment, t.at, t.kind, t.outcome,
            split_part(other.id, '#', 1)
        FROM wallet.account AS a
        JOIN wallet.entry AS e ON e.account_key = a.account_key
        JOIN wallet.transfer AS t ON t.payment = e.payment AND t.step = e.step
        JOIN wallet.transfer AS held ON held.payment = e.payment AND held.step = 1
        LEFT JOIN wallet.account AS other ON other.account_key =
            CASE WHEN e.step = 1 OR t.outcome = 'refunded' OR held.debit_key = e.account_key
                THEN held.beneficiary_key ELSE held.debit_key END
        WHERE a.id = $1 AND e.version < $2 AND t.at >= $3 AND t.at < $4
        ORDER BY e.version DESC LIMIT $5
        """

    func bind(_ p: inout Parameters) {
        p.append(account.text)
        p.append(before)
        p.append(from.map { Timestamptz(microseconds: $0.microseconds) } ?? .minusInfinity)
        p.append(to.map { Timestamptz(microseconds: $0.microseconds) } ?? .infinity)
        p.append(Int64(limit))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let payment = try row.uuid(3)
        return Row(
            number: try row.int64(0), amountMinor: try row.int64(1), balanceAfterMinor: try row.int64(2),
            payment: PaymentID(high: payment.high, low: payment.low),
            at: Timestamp(microseconds: try row.timestamptz(4).microseconds), kind: try row.string(5),
            outcome: try row.string(6), counterparty: try row.optionalString(7))
    }
}

/// Whom bills can be paid to, as announced to billing.
struct ReadBillers: Statement, Sendable {
    struct Row: Sendable {
        let account: String
        let name: String
        let currency: String?
    }

    static let sql = """
        SELECT account, name, currency FROM billing.biller WHERE enabled ORDER BY name, account LIMIT 1000
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(account: try row.string(0), name: try row.string(1), currency: try row.optionalString(2))
    }
}
