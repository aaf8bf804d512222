import Crypto
import FoundationEssentials
import JWTKit

/// Signs and checks access tokens: JWT with EdDSA over Ed25519 (RFC 8037). Several keys can be in force, so that one
/// can follow another: the first signs, all of them are believed.
public struct TokenKeys: Sendable {
    private let collection: JWTKeyCollection
    private let current: JWKIdentifier
    private let issuer: String
    private let verified = VerifiedTokens()
    /// The public keys as a JWK Set (RFC 7517).
    public let jwks: [UInt8]

    public init(_ secrets: NamedSecrets, issuer: String) async throws {
        let collection = JWTKeyCollection()
        var entries: [String] = []
        for entry in secrets.entries {
            let seed = entry.key.withUnsafeBytes { Data($0) }
            let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            await collection.add(eddsa: EdDSA.PrivateKey(backing: key), kid: JWKIdentifier(string: entry.id))
            let point = Base64URL.text(Array(key.publicKey.rawRepresentation))
            entries.append(
                #"{"alg":"EdDSA","crv":"Ed25519","kid":"\#(entry.id)","kty":"OKP","use":"sig","x":"\#(point)"}"#)
        }
        self.collection = collection
        self.issuer = issuer
        current = JWKIdentifier(string: secrets.current.id)
        jwks = Array(#"{"keys":[\#(entries.joined(separator: ","))]}"#.utf8)
    }

    func sign(_ claims: Claims) async throws -> String {
        try await collection.sign(claims, kid: current)
    }

    /// - Throws: `expired_token`, `invalid_token`.
    func verify(_ token: String) async throws(IdentityError) -> Claims {
        let key = VerifiedTokens.key(token)
        if let claims = try verified.claims(key) { return claims }
        do {
            let claims = try await collection.verify(token, as: Claims.self)
            guard claims.issuer.value == issuer, claims.audience.value.contains(Claims.audience) else {
                throw IdentityError(.invalidToken)
            }
            verified.remember(claims, as: key)
            return claims
        } catch let error as JWTError where error.isExpiry {
            throw IdentityError(.expiredToken)
        } catch {
            throw IdentityError(.invalidToken)
        }
    }

    /// - Parameter role: the one that is in force.
    func claims(
        person: Identifier, role: Person.Role, session: Identifier, awaitsSecondFactor: Bool, lifetimeSeconds: Int64
    ) -> Claims {
        let now = Date()
        return Claims(
            issuer: IssuerClaim(value: issuer), audience: AudienceClaim(value: [Claims.audience]),
            subject: SubjectClaim(value: person.description), session: session.description,
            role: role.rawValue, awaitsSecondFactor: awaitsSecondFactor ? true : nil,
            issuedAt: IssuedAtClaim(value: now),
            expiration: ExpirationClaim(value: now.addingTimeInterval(TimeInterval(lifetimeSeconds))))
    }
}

/// What an access token says.
struct Claims: JWTPayload {
    static let audience = "giro"

    let issuer: IssuerClaim
    let audience: AudienceClaim
    let subject: SubjectClaim
    let session: String
    let role: String
    /// Whether the person's own role waits for a second factor; nil: no.
    let awaitsSecondFactor: Bool?
    let issuedAt: IssuedAtClaim
    let expiration: ExpirationClaim

    enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case audience = "aud"
        case subject = "sub"
        case session = "sid"
        case role
        case awaitsSecondFactor = "awaits_2f"
        case issuedAt = "iat"
        case expiration = "exp"
    }

    func verify(using algorithm: some JWTAlgorithm) throws {
        try expiration.verifyNotExpired()
    }
}

extension JWTError {
    fileprivate var isExpiry: Bool {
        errorType == .claimVerificationFailure && (failedClaim as? ExpirationClaim) != nil
    }
}
