import Payments
import Postgres

/// The endpoints that are told of accounts' payments. Index look-ups, whatever the planner believes about the tables'
/// size.
struct FindEndpoints: Statement {
    let accounts: [AccountID]

    struct Row {
        let account: String
        let endpoint: PaymentID
        let events: [String]
        /// Since when it is told of the account's payments; microseconds since the Unix epoch.
        let since: Int64
    }

    static let sql = """
        SELECT found.* FROM unnest($1::text[]) AS wanted (account) CROSS JOIN LATERAL (
            SELECT told.account, endpoint.id, endpoint.events, greatest(endpoint.since, told.since)
            FROM endpoint_account AS told
            JOIN endpoint ON endpoint.id = told.endpoint AND endpoint.version = told.version
            WHERE told.account = wanted.account AND endpoint.state = 'enabled' AND endpoint.disabled_at IS NULL
            OFFSET 0
        ) AS found
        """

    func bind(_ p: inout Parameters) { p.append(count: accounts.count) { accounts[$0].text } }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            account: try row.string(0), endpoint: PaymentID(try row.uuid(1)),
            events: try row.array(2, of: String.self), since: try row.timestamptz(3).microseconds)
    }
}

extension PaymentID {
    init(_ bits: UUIDBits) { self.init(high: bits.high, low: bits.low) }
}
