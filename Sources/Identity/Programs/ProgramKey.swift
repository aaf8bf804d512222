import Crypto
import FoundationEssentials
import Payments

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
    public enum Kind: String, Sendable, CaseIterable {
        /// Sent with each request.
        case secret
        /// Signs requests and is never sent.
        case signing
    }

    public let id: Identifier
    public let kind: Kind
    public let label: String
    public let scopes: [Scope]
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
    public let revokedAt: Timestamp?
    /// Until then the secret before this one is good too.
    public let previousUntil: Timestamp?
}

/// `giro_`, the key's id and 256 random bits in base64url. The database keeps the bits' SHA-256 only: they cannot be
/// guessed, so nothing slower is needed.
struct ProgramSecret {
    static let prefix = "giro_"
    /// Of SHA-256.
    static let hashBytes = 32

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

/// The secret of a key that signs: `gsk_` and 256 bits in base64url that follow from the root secret. The text's bytes
/// are the key of the HMAC.
struct SigningSecret {
    let text: String

    init(key: Identifier, generation: Int32, root: RootKey) throws(IdentityError) {
        let bits = try root.hash("signing", [Array(key.description.utf8), Array(String(generation).utf8)])
        text = "gsk_" + Base64URL.text(bits)
    }

    /// Compared in a time that does not tell where they differ.
    func signed(_ base: [UInt8], _ signature: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            signature, authenticating: base, using: SymmetricKey(data: Array(text.utf8)))
    }
}
