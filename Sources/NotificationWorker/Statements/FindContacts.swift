import Payments
import Postgres

/// The contacts of accounts that have one. One index look-up each, whatever the planner believes about the table's
/// size.
struct FindContacts: Statement {
    let accounts: [AccountID]

    static let sql = """
        SELECT found.* FROM unnest($1::text[]) AS wanted (account) CROSS JOIN LATERAL (
            SELECT account, email, name, locale, confirmed FROM contact
            WHERE contact.account = wanted.account AND email IS NOT NULL OFFSET 0
        ) AS found
        """

    struct Row {
        let account: String
        let email: String
        let name: String?
        let locale: String?
        let isConfirmed: Bool
    }

    func bind(_ p: inout Parameters) { p.append(count: accounts.count) { accounts[$0].text } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            account: try row.string(0), email: try row.string(1), name: try row.optionalString(2),
            locale: try row.optionalString(3), isConfirmed: try row.bool(4))
    }
}
