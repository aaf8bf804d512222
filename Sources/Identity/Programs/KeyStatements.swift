import Payments
import Postgres

struct InsertKey: Statement, Sendable {
    let key: ProgramKey
    let person: Identifier
    /// Nil for a key that signs.
    let hash: [UInt8]?

    static let sql = """
        INSERT INTO api_key (id, person, created_at, expires_at, secret_hash, label, scopes, kind)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """

    func bind(_ p: inout Parameters) {
        p.append(key.id)
        p.append(person)
        p.append(Timestamptz(microseconds: key.createdAt.microseconds))
        p.append(Timestamptz(microseconds: key.expiresAt.microseconds))
        p.append(hash)
        p.append(key.label)
        p.append(key.scopes.map(\.rawValue))
        p.append(key.kind.rawValue)
    }
}

struct KeysOf: Statement, Sendable {
    let person: Identifier

    static let sql = """
        SELECT id, kind, label, scopes, created_at, expires_at, revoked_at,
            CASE WHEN previous_until > now() THEN previous_until END
        FROM api_key WHERE person = $1 ORDER BY id
        """

    func bind(_ p: inout Parameters) { p.append(person) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> ProgramKey {
        guard let kind = ProgramKey.Kind(rawValue: try row.string(1)) else {
            throw PostgresError(.invalidValue, statement: "key")
        }
        return ProgramKey(
            id: try row.value(0, as: Identifier.self), kind: kind, label: try row.string(2),
            scopes: try row.array(3, of: String.self).compactMap { Scope(rawValue: $0) },
            createdAt: Timestamp(microseconds: try row.timestamptz(4).microseconds),
            expiresAt: Timestamp(microseconds: try row.timestamptz(5).microseconds),
            revokedAt: try row.optionalTimestamptz(6).map { Timestamp(microseconds: $0.microseconds) },
            previousUntil: try row.optionalTimestamptz(7).map { Timestamp(microseconds: $0.microseconds) })
    }
}

struct RevokeKey: Statement, Sendable {
    let id: Identifier
    let person: Identifier

    static let sql = """
        UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 AND person = $2
        """
    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
    }
}

/// Gives a key another secret. The one before stays good for a while; a repetition of the same request does not make
/// its own secret the one before.
struct RotateKey: Statement, Sendable {
    let id: Identifier
    let person: Identifier
    /// Nil for a key that signs.
    let hash: [UInt8]?
    let graceSeconds: Int64
    let rotation: Identifier

    static let sql = """
        UPDATE api_key SET secret_hash = $3,
            generation = generation + CASE WHEN rotation = $5 THEN 0 ELSE 1 END,
            previous_hash = CASE WHEN rotation = $5 THEN previous_hash ELSE secret_hash END,
            previous_until = CASE WHEN rotation = $5 THEN previous_until
                ELSE now() + make_interval(secs => $4::bigint) END,
            rotation = $5
        WHERE id = $1 AND person = $2 AND revoked_at IS NULL AND expires_at > now()
            AND (kind = 'signing') = ($3::bytea IS NULL)
        RETURNING generation
        """

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
        p.append(hash)
        p.append(graceSeconds)
        p.append(rotation)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int32 { try row.int32(0) }
}

/// A key that is in force, with its person's role.
struct FindKey: Statement, Sendable {
    let id: Identifier

    struct Row: Sendable {
        let person: Identifier
        let role: String
        let hash: [UInt8]?
        let scopes: [Scope]
        let isExpired: Bool
        let generation: Int32
        let previousHash: [UInt8]?
        let isPreviousGood: Bool

        var isSigning: Bool { hash == nil }
    }

    static let sql = """
        SELECT k.person, p.role, k.secret_hash, k.scopes, k.expires_at <= now(), k.generation, k.previous_hash,
            coalesce(k.previous_until > now(), false)
        FROM api_key AS k JOIN person AS p ON p.id = k.person WHERE k.id = $1 AND k.revoked_at IS NULL
        """

    func bind(_ p: inout Parameters) { p.append(id) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            person: try row.value(0, as: Identifier.self), role: try row.string(1), hash: try row.optionalBytes(2),
            scopes: try row.array(3, of: String.self).compactMap { Scope(rawValue: $0) }, isExpired: try row.bool(4),
            generation: try row.int32(5), previousHash: try row.optionalBytes(6), isPreviousGood: try row.bool(7))
    }
}
