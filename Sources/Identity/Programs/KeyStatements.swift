import Payments
import Postgres

struct InsertKey: Statement, Sendable {
    let key: ProgramKey
    let person: Identifier
    /// Nil for a key that signs.
    let hash: [UInt8]?
    let hasSecondFactor: Bool

    static let sql = """
        INSERT INTO api_key (id, person, created_at, expires_at, secret_hash, label, scopes, kind, second_factor)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
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
        p.append(hasSecondFactor)
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

/// What there is of a key's secrets, which no other transaction changes. No row: it is revoked, expired or another's.
struct LockKeySecrets: Statement, Sendable {
    let id: Identifier
    let person: Identifier

    struct Row: Sendable {
        /// Nil for a key that signs.
        let hash: [UInt8]?
        let generation: Int32
        /// The request that exchanged the secret last.
        let rotation: Identifier?
        let formerUntil: [Timestamp]
        let formerHashes: [UInt8]
    }

    static let sql = """
        SELECT secret_hash, generation, rotation, former_until, former_hashes FROM api_key
        WHERE id = $1 AND person = $2 AND revoked_at IS NULL AND expires_at > now() FOR UPDATE
        """

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            hash: try row.optionalBytes(0), generation: try row.int32(1),
            rotation: try row.optionalUUID(2).map { Identifier(PaymentID(high: $0.high, low: $0.low)) },
            formerUntil: try row.array(3, of: Timestamptz.self).map { Timestamp(microseconds: $0.microseconds) },
            formerHashes: try row.bytes(4))
    }
}

/// Gives a key another secret. Those before stay good until their own time is over.
struct RotateKey: Statement, Sendable {
    let id: Identifier
    let person: Identifier
    /// Nil for a key that signs.
    let hash: [UInt8]?
    let generation: Int32
    let formerUntil: [Timestamp]
    let formerHashes: [UInt8]
    let rotation: Identifier

    static let sql = """
        UPDATE api_key SET secret_hash = $3, generation = $4, former_until = $5, former_hashes = $6,
            previous_until = ($5::timestamptz[])[1], rotation = $7
        WHERE id = $1 AND person = $2
        """

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
        p.append(hash)
        p.append(generation)
        p.append(formerUntil.map { Timestamptz(microseconds: $0.microseconds) })
        p.append(formerHashes)
        p.append(rotation)
    }
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
        let formerUntil: [Timestamp]
        let formerHashes: [UInt8]
        let hasSecondFactor: Bool

        var isSigning: Bool { hash == nil }

        /// Which of the former secrets are good, the newest being 0.
        func goodFormer(now: Timestamp = .now()) -> [Int] { formerUntil.indices.filter { formerUntil[$0] > now } }

        /// Nil of a key that signs.
        func formerHash(_ index: Int) -> [UInt8]? {
            let size = ProgramSecret.hashBytes
            guard formerHashes.count >= (index + 1) * size else { return nil }
            return Array(formerHashes[index * size..<(index + 1) * size])
        }
    }

    static let sql = """
        SELECT k.person, p.role, k.secret_hash, k.scopes, k.expires_at <= now(), k.generation, k.former_until,
            k.former_hashes, k.second_factor
        FROM api_key AS k JOIN person AS p ON p.id = k.person WHERE k.id = $1 AND k.revoked_at IS NULL
        """

    func bind(_ p: inout Parameters) { p.append(id) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            person: try row.value(0, as: Identifier.self), role: try row.string(1), hash: try row.optionalBytes(2),
            scopes: try row.array(3, of: String.self).compactMap { Scope(rawValue: $0) }, isExpired: try row.bool(4),
            generation: try row.int32(5),
            formerUntil: try row.array(6, of: Timestamptz.self).map { Timestamp(microseconds: $0.microseconds) },
            formerHashes: try row.bytes(7), hasSecondFactor: try row.bool(8))
    }
}
