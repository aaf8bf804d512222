import Payments
import Postgres

/// Opens accounts that do not exist yet. Returns the ids of those.
struct OpenAccounts: Statement {
    /// In one order for every process, so that two that open the same accounts do not wait for each other in a circle.
    let openings: [Opening]

    static let sql = """
        INSERT INTO account (id, kind, currency, overdraft_limit_minor)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
        ON CONFLICT (id) DO NOTHING RETURNING id
        """

    func bind(_ p: inout Parameters) {
        p.append(openings.map(\.account.text))
        p.append(openings.map(\.kind.rawValue))
        p.append(openings.map(\.currency.code))
        p.append(openings.map(\.overdraftLimitMinor))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
