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

/// An account's movements, the latest first: each with the balance after it, who is on the other side, and what the
/// payment was for.
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
        /// What has become of the payment by now, not only of this movement.
        let outcome: String
        let counterparty: String?
        /// Of a biller, or an outside source.
        let counterpartyName: String?
        let bill: String?
        let reference: String?

        /// Whether it brings back what had left.
        var isRefund: Bool { amountMinor > 0 && outcome == "refunded" }
    }

    /// A part of an account is named `account#lane`. Money that left is the payee's to be, also when it comes back;
    /// money that came is from the payer.
    ///
    /// Entries have numbers, their times stand with the transfers. So the numbers between which a period lies are found
    /// by halving first: an old and empty period of a long account costs some dozens of look-ups, not a walk over all
    /// that came later. Times are of several clocks and so nearly in the numbers' order; the margin is more than clocks
    /// of one system are ever apart, and what it lets in is looked at one by one. Everything is an index look-up,
    /// whatever the planner believes about the tables' size.
    static let sql = """
        WITH RECURSIVE search (is_start, at, account_key, low, high) AS (
            SELECT is_start, at, account_key, 0::bigint,
                CASE WHEN is_start AND NOT isfinite(at) THEN 1 ELSE version + 1 END
            FROM wallet.account, (VALUES (true, $3::timestamptz - interval '\(margin)'),
                (false, $4::timestamptz + interval '\(margin)')) AS edge (is_start, at)
            WHERE id = $1
            UNION ALL
            SELECT is_start, search.at, search.account_key, CASE WHEN middle.at >= search.at THEN low ELSE number END,
                CASE WHEN middle.at >= search.at THEN number ELSE high END
            FROM (SELECT *, (low + high) / 2 AS number FROM search) AS search CROSS JOIN LATERAL (
                SELECT t.at FROM (
                    SELECT payment, step FROM wallet.entry AS e
                    WHERE e.account_key = search.account_key AND e.version = number OFFSET 0
                ) AS e CROSS JOIN LATERAL (
                    SELECT at FROM wallet.transfer AS t WHERE t.payment = e.payment AND t.step = e.step OFFSET 0
                ) AS t OFFSET 0
            ) AS middle
            WHERE high - low > 1 AND isfinite(search.at)
        )
        SELECT e.version, e.amount_minor, e.balance_after_minor, e.payment, t.at, t.kind,
            (SELECT latest.outcome FROM wallet.transfer AS latest WHERE latest.payment = e.payment
                ORDER BY latest.step DESC LIMIT 1),
            split_part(other.id, '#', 1), known.name, paid.bill, paid.reference
        FROM (
            SELECT * FROM wallet.entry
            WHERE account_key = (SELECT account_key FROM wallet.account WHERE id = $1)
                AND version >= (SELECT min(high) FROM search WHERE is_start)
                AND version < least($2, (SELECT min(high) FROM search WHERE NOT is_start))
            ORDER BY version DESC OFFSET 0
        ) AS e
        CROSS JOIN LATERAL (
            SELECT at, kind, outcome FROM wallet.transfer AS t
            WHERE t.payment = e.payment AND t.step = e.step AND at >= $3 AND at < $4 OFFSET 0
        ) AS t
        CROSS JOIN LATERAL (
            SELECT debit_key, beneficiary_key FROM wallet.transfer AS t
            WHERE t.payment = e.payment AND t.step = 1 OFFSET 0
        ) AS held
        LEFT JOIN LATERAL (
            SELECT id FROM wallet.account WHERE account_key =
                CASE WHEN e.step = 1 OR t.outcome = 'refunded' OR held.debit_key = e.account_key
                    THEN held.beneficiary_key ELSE held.debit_key END OFFSET 0
        ) AS other ON true
        LEFT JOIN LATERAL (
            SELECT name FROM billing.biller WHERE account = split_part(other.id, '#', 1) OFFSET 0
        ) AS known ON true
        LEFT JOIN LATERAL (
            SELECT bill, reference FROM billing.invoice WHERE payment = e.payment OFFSET 0
        ) AS paid ON true
        ORDER BY e.version DESC LIMIT $5
        """

    private static let margin = "10 minutes"

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
            outcome: try row.string(6), counterparty: try row.optionalString(7),
            counterpartyName: try row.optionalString(8), bill: try row.optionalString(9),
            reference: try row.optionalString(10))
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
