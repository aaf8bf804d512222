import Postgres

struct InsertSession: Statement, Sendable {
    let id: Identifier
    let person: Identifier
    let expiresAt: Timestamptz
    let seed: [UInt8]
    let byCode: Bool
    let hasSecondFactor: Bool
    /// Sealed: from where, with what.
    let place: [UInt8]?

    static let sql = """
        INSERT INTO session (id, person, created_at, expires_at, seed, by_code, authenticated_at, second_factor_at,
            place_sealed)
        VALUES ($1, $2, now(), $3, $4, $5, now(), CASE WHEN $6 THEN now() END, $7) ON CONFLICT DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
        p.append(expiresAt)
        p.append(seed)
        p.append(byCode)
        p.append(hasSecondFactor)
        p.append(place)
    }
}

struct LockSession: Statement, Sendable {
    let id: Identifier
    /// How long after a refresh the token before is good too.
    let graceSeconds: Int64

    struct Row: Sendable {
        let person: Identifier
        let expiresAt: Timestamptz
        let hasEnded: Bool
        var generation: Int32
        let seed: [UInt8]
        let hasSecondFactor: Bool
        let isInGrace: Bool
    }

    static let sql = """
        SELECT person, expires_at, ended_at IS NOT NULL, generation, seed, second_factor_at IS NOT NULL,
            coalesce(rotated_at > clock_timestamp() - make_interval(secs => $2::bigint), false)
        FROM session WHERE id = $1 FOR UPDATE
        """

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(graceSeconds)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            person: try row.value(0, as: Identifier.self), expiresAt: try row.timestamptz(1),
            hasEnded: try row.bool(2), generation: try row.int32(3), seed: try row.bytes(4),
            hasSecondFactor: try row.bool(5), isInGrace: try row.bool(6))
    }
}

struct RotateSession: Statement, Sendable {
    let id: Identifier
    let place: [UInt8]?

    static let sql = """
        UPDATE session SET generation = generation + 1, rotated_at = clock_timestamp(), last_used_at = now(),
            place_sealed = coalesce($2, place_sealed)
        WHERE id = $1
        """
    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(place)
    }
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

/// All of a person's, or all but one.
struct EndSessions: Statement, Sendable {
    let person: Identifier
    let but: Identifier?
    let why: String

    static let sql = """
        UPDATE session SET ended_at = now(), ended_why = $3
        WHERE person = $1 AND id IS DISTINCT FROM $2 AND ended_at IS NULL AND expires_at > now()
        """
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(but)
        p.append(why)
    }
}

/// The person was asked again, and has answered.
struct FreshenSession: Statement, Sendable {
    let id: Identifier
    let byCode: Bool
    let hasSecondFactor: Bool

    static let sql = """
        UPDATE session SET authenticated_at = now(), by_code = $2,
            second_factor_at = CASE WHEN $3 THEN now() ELSE second_factor_at END
        WHERE id = $1 AND ended_at IS NULL
        """
    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(byCode)
        p.append(hasSecondFactor)
    }
}

/// Sessions that ended or expired a month ago, guesses of yesterday, codes that were not used, notices of an hour ago.
struct TidySessions: Statement, Sendable {
    static let sql = """
        WITH old_guesses AS (DELETE FROM guess WHERE last_at < now() - interval '1 day'),
            old_places AS (DELETE FROM known_place WHERE at < now() - interval '30 days'),
            old_codes AS (DELETE FROM login_code WHERE expires_at < now()),
            old_changes AS (DELETE FROM address_change WHERE expires_at < now()),
            old_notices AS (DELETE FROM notice WHERE sealed IS NULL AND at < now() - interval '1 hour'),
            unfinished AS (
                DELETE FROM second_factor WHERE confirmed_at IS NULL AND created_at < now() - interval '1 hour')
        DELETE FROM session WHERE expires_at < now() - interval '30 days'
        """
}
