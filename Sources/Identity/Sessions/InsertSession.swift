import Postgres

struct InsertSession: Statement, Sendable {
    let id: Identifier
    let person: Identifier
    let createdAt: Timestamptz
    let expiresAt: Timestamptz
    let seed: [UInt8]
    let byCode: Bool

    static let sql = """
        INSERT INTO session (id, person, created_at, expires_at, seed, by_code) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
        p.append(createdAt)
        p.append(expiresAt)
        p.append(seed)
        p.append(byCode)
    }
}

struct LockSession: Statement, Sendable {
    let id: Identifier

    struct Row: Sendable {
        let person: Identifier
        let expiresAt: Timestamptz
        let hasEnded: Bool
        let generation: Int32
        let seed: [UInt8]
    }

    static let sql = """
        SELECT person, expires_at, ended_at IS NOT NULL, generation, seed FROM session WHERE id = $1 FOR UPDATE
        """

    func bind(_ p: inout Parameters) { p.append(id) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            person: try row.value(0, as: Identifier.self), expiresAt: try row.timestamptz(1),
            hasEnded: try row.bool(2), generation: try row.int32(3), seed: try row.bytes(4))
    }
}

struct RotateSession: Statement, Sendable {
    let id: Identifier

    static let sql = "UPDATE session SET generation = generation + 1 WHERE id = $1"
    func bind(_ p: inout Parameters) { p.append(id) }
}

struct EndSession: Statement, Sendable {
    let id: Identifier
    let why: String

    static let sql = "UPDATE session SET ended_at = now(), ended_why = $2 WHERE id = $1 AND ended_at IS NULL"
    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(why)
    }
}

/// All of a person's but one.
struct EndOtherSessions: Statement, Sendable {
    let person: Identifier
    let but: Identifier

    static let sql = """
        UPDATE session SET ended_at = now(), ended_why = 'password_changed'
        WHERE person = $1 AND id <> $2 AND ended_at IS NULL
        """
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(but)
    }
}

/// Sessions that ended or expired a month ago, guesses of yesterday, and codes that nobody used.
struct TidySessions: Statement, Sendable {
    static let sql = """
        WITH old_guesses AS (DELETE FROM guess WHERE last_at < now() - interval '1 day'),
            old_codes AS (DELETE FROM login_code WHERE expires_at < now())
        DELETE FROM session WHERE expires_at < now() - interval '30 days'
        """
}
