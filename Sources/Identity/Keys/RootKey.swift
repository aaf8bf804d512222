import Crypto
import FoundationEssentials
import Payments

/// Keyed hashes, each purpose with a key of its own. What they are made of cannot be guessed without the root secret.
public struct RootKey: Sendable {
    private let secret: String

    /// - Throws: `invalid_keys` for a secret shorter than 32 bytes.
    public init(_ secret: String) throws(IdentityError) {
        _ = try NamedSecrets.key(secret, purpose: "check")
        self.secret = secret
    }

    /// 32 bytes.
    public func hash(_ purpose: String, _ parts: [[UInt8]]) throws(IdentityError) -> [UInt8] {
        var code = HMAC<SHA256>(key: try NamedSecrets.key(secret, purpose: "root/" + purpose))
        for part in parts {
            // With its length, so that no two lists of parts read alike.
            withUnsafeBytes(of: UInt64(part.count).bigEndian) { code.update(data: $0) }
            code.update(data: part)
        }
        return Array(code.finalize())
    }

    public func hash(_ purpose: String, _ text: String) throws(IdentityError) -> [UInt8] {
        try hash(purpose, [Array(text.utf8)])
    }

    /// An identifier that follows from another one.
    func derived(_ purpose: String, from identifier: Identifier) throws(IdentityError) -> Identifier {
        let bytes = try hash(purpose, identifier.description)
        let words = bytes.withUnsafeBytes { ($0.load(as: UInt64.self), $0.load(fromByteOffset: 8, as: UInt64.self)) }
        // The shape of version 8, "made in a way of one's own" (RFC 9562).
        return Identifier(
            bits: PaymentID(
                high: words.0 & 0xffff_ffff_ffff_0fff | 0x8000, low: words.1 & 0x3fff_ffff_ffff_ffff | 1 << 63))
    }
}

/// Whether two hashes are the same, in a time that does not tell where they differ.
func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
