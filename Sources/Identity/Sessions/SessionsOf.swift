import Payments
import Postgres

struct EndSessionOf: Statement, Sendable {
    let id: Identifier
    let person: Identifier

    static let sql = """
        UPDATE session SET ended_at = now(), ended_why = 'ended_by_owner'
        WHERE id = $1 AND person = $2 AND ended_at IS NULL AND expires_at > now()
        """
    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
    }
}

struct SessionsOf: Statement, Sendable {
    let person: Identifier

    struct Row: Sendable {
        let id: Identifier
        let createdAt: Timestamp
        let lastUsedAt: Timestamp
        let expiresAt: Timestamp
        let endedAt: Timestamp?
        let endedWhy: String?
        let hasSecondFactor: Bool
        let place: [UInt8]?
    }

    static let sql = """
        SELECT id, created_at, last_used_at, expires_at, ended_at, ended_why, second_factor_at IS NOT NULL, place_sealed
        FROM session WHERE person = $1 ORDER BY id DESC LIMIT 1000
        """
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            id: try row.value(0, as: Identifier.self),
            createdAt: Timestamp(microseconds: try row.timestamptz(1).microseconds),
            lastUsedAt: Timestamp(microseconds: try row.timestamptz(2).microseconds),
            expiresAt: Timestamp(microseconds: try row.timestamptz(3).microseconds),
            endedAt: try row.optionalTimestamptz(4).map { Timestamp(microseconds: $0.microseconds) },
            endedWhy: try row.optionalString(5), hasSecondFactor: try row.bool(6),
            place: try row.optionalBytes(7))
    }
}
