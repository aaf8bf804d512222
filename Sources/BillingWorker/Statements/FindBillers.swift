import Payments
import Postgres

/// Billers by account, and those that the given payments ask already.
struct FindBillers: Statement {
    let accounts: [AccountID]
    let payments: [PaymentID]

    static let sql = """
        WITH wanted AS (
            SELECT unnest($1::text[]) AS account
            UNION
            SELECT found.biller FROM unnest($2::uuid[]) AS given (payment)
            CROSS JOIN LATERAL (SELECT biller FROM attempt WHERE attempt.payment = given.payment OFFSET 0) AS found
        )
        SELECT found.* FROM wanted
        CROSS JOIN LATERAL (
            SELECT account, endpoint, currency, enabled FROM biller WHERE biller.account = wanted.account OFFSET 0
        ) AS found
        """

    func bind(_ p: inout Parameters) {
        p.append(count: accounts.count) { accounts[$0].text }
        p.append(count: payments.count) { UUIDBits(payments[$0]) }
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Biller {
        Biller(
            account: try row.account(0), endpoint: try row.string(1), currency: try row.optionalCurrency(2),
            isEnabled: try row.bool(3))
    }
}
