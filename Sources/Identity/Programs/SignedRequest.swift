import Payments
import Postgres

/// A request that a program has signed, as the gateway read it.
public struct SignedRequest: Sendable {
    public let key: Identifier
    /// Seconds since 1970.
    public let created: Int64
    public let expires: Int64?
    /// Not used before with this key.
    public let nonce: String
    /// What was signed.
    public let base: [UInt8]
    public let signature: [UInt8]

    public init(
        key: Identifier, created: Int64, expires: Int64?, nonce: String, base: [UInt8], signature: [UInt8]
    ) {
        self.key = key
        self.created = created
        self.expires = expires
        self.nonce = nonce
        self.base = base
        self.signature = signature
    }

    /// How far the clocks may be apart, and how long a request may be on its way.
    public static let windowSeconds: Int64 = 300

    func isOutsideWindow(now: Int64) -> Bool {
        // A stranger's number: nothing is subtracted from it.
        created < now - Self.windowSeconds || created > now + Self.windowSeconds || (expires.map { $0 < now } ?? false)
    }
}

/// Remembers that a nonce was used. No row: it was already, by whichever process.
struct UseNonce: Statement, Sendable {
    let key: Identifier
    let nonce: String

    static let sql = "INSERT INTO signature_nonce (key, nonce) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    func bind(_ p: inout Parameters) {
        p.append(key)
        p.append(nonce)
    }
}

/// Nonces of signatures that are refused for their age by now: the window lies on both sides of the present.
struct TidyNonces: Statement, Sendable {
    static let sql = "DELETE FROM signature_nonce WHERE at < now() - interval '15 minutes'"
}
