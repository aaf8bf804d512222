import Crypto
import FoundationEssentials
import Synchronization

/// Access tokens whose signature was found good, until they expire: a client shows the same one again and again, and a
/// signature costs more than everything else about a read. Kept by their hash, so that no token lies in memory.
///
/// Nothing that can change is remembered: what a token says is fixed by its signature, and its time is looked at anew.
final class VerifiedTokens: Sendable {
    /// Beyond this the expired ones are dropped, and all of them if that is not enough.
    static let maximumTokens = 20_000

    private let known = Mutex<[SHA256Digest: Claims]>([:])

    static func key(_ token: String) -> SHA256Digest {
        var token = token
        return token.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
    }

    /// - Throws: `expired_token` for one that was good.
    func claims(_ key: SHA256Digest) throws(IdentityError) -> Claims? {
        guard let claims = known.withLock({ $0[key] }) else { return nil }
        guard claims.expiration.value > Date() else { throw IdentityError(.expiredToken) }
        return claims
    }

    func remember(_ claims: Claims, as key: SHA256Digest) {
        known.withLock { known in
            if known.count >= Self.maximumTokens {
                let now = Date()
                known = known.filter { $0.value.expiration.value > now }
                if known.count >= Self.maximumTokens { known = [:] }
            }
            known[key] = claims
        }
    }
}
