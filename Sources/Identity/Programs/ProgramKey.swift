import Crypto
import FoundationEssentials
import Payments
import Postgres

/// What a program may do for the person whose key it has.
public enum Scope: String, Sendable, CaseIterable {
    case accountsRead = "accounts:read"
    case accountsWrite = "accounts:write"
    case paymentsRead = "payments:read"
    case paymentsWrite = "payments:write"
    case webhooks
}

/// A key for programs, as its owner sees it. The secret is shown once, when it is made.
public struct ProgramKey: Sendable, Equatable {
    public let id: Identifier
    public let label: String
    public let scopes: [Scope]
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
    public let revokedAt: Timestamp?
}

/// `giro_`, the key's id and 256 random bits in base64url. The database keeps the bits' SHA-256 only: they cannot be
/// guessed, so nothing slower is needed.
struct ProgramSecret {
    static let prefix = "giro_"

    let id: Identifier
    private let bits: [UInt8]

    init(id: Identifier) {
        self.id = id
        bits = randomBytes(32)
    }

    /// Nil when the text is no such secret.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: "_", maxSplits: 1)
        guard parts.count == 2, let id = Identifier(String(parts[0])), let bits = Base64URL.bytes(parts[1]),
            bits.count == 32
        else { return nil }
        self.id = id
        self.bits = bits
    }

    var text: String { "\(Self.prefix)\(id)_\(Base64URL.text(bits))" }

    var hash: [UInt8] { Array(SHA256.hash(data: bits)) }
}

struct InsertKey: Statement, Sendable {
    let key: ProgramKey
    let person: Identifier
    let hash: [UInt8]

    static let sql = """
        INSERT INTO api_key (id, person, created_at, expires_at, secret_hash, label, scopes)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """

    func bind(_ p: inout Parameters) {
        p.append(key.id)
        p.append(person)
        p.append(Timestamptz(microseconds: key.createdAt.microseconds))
        p.append(Timestamptz(microseconds: key.expiresAt.microseconds))
        p.append(hash)
        p.append(key.label)
        p.append(key.scopes.map(\.rawValue))
    }
}

struct KeysOf: Statement, Sendable {
    let person: Identifier

    static let sql = """
        SELECT id, label, scopes, created_at, expires_at, revoked_at FROM api_key WHERE person = $1 ORDER BY id
        """

    func bind(_ p: inout Parameters) { p.append(person) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> ProgramKey {
        ProgramKey(
            id: try row.value(0, as: Identifier.self), label: try row.string(1),
            scopes: try row.array(2, of: String.self).compactMap { Scope(rawValue: $0) },
            createdAt: Timestamp(microseconds: try row.timestamptz(3).microseconds),
            expiresAt: Timestamp(microseconds: try row.timestamptz(4).microseconds),
            revokedAt: try row.optionalTimestamptz(5).map { Timestamp(microseconds: $0.microseconds) })
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

/// A key that is in force, with its person's role.
struct FindKey: Statement, Sendable {
    let id: Identifier

    struct Row: Sendable {
        let person: Identifier
        let role: String
        let hash: [UInt8]
        let scopes: [Scope]
        let isExpired: Bool
    }

    static let sql = """
        SELECT k.person, p.role, k.secret_hash, k.scopes, k.expires_at <= now()
        FROM api_key AS k JOIN person AS p ON p.id = k.person WHERE k.id = $1 AND k.revoked_at IS NULL
        """

    func bind(_ p: inout Parameters) { p.append(id) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            person: try row.value(0, as: Identifier.self), role: try row.string(1), hash: try row.bytes(2),
            scopes: try row.array(3, of: String.self).compactMap { Scope(rawValue: $0) }, isExpired: try row.bool(4))
    }
}
