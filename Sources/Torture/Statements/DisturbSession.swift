import Postgres

/// Cuts one of the workers' sessions, or cancels what it is doing. As administrator.
struct DisturbSession: Statement {
    enum Kind: Sendable {
        case cut
        case cancel
    }

    let kind: Kind
    /// Which one, of those there are.
    let index: Int64

    static let sql = """
        SELECT CASE WHEN $1 THEN pg_terminate_backend(pid) ELSE pg_cancel_backend(pid) END
        FROM (
            SELECT pid, row_number() OVER (ORDER BY pid) AS place, count(*) OVER () AS sessions
            FROM pg_stat_activity
            WHERE application_name LIKE 'giro-%' AND application_name NOT IN ('giro-admin', 'giro-operator')
        ) AS session
        WHERE place = 1 + $2 % sessions
        """

    func bind(_ p: inout Parameters) {
        p.append(kind == .cut)
        p.append(index)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}
