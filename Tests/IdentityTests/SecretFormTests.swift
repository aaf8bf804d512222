import Crypto
import Foundation
import Identity
import Testing

/// The forms in which secrets are kept and shown, and what is refused of them.
@Suite("Forms of secrets")
struct SecretFormTests {
    private static let secret = IdentityHouse.secret

    @Test("a sealed value opens in its own place only, unchanged, and with its own key")
    func sealed() throws {
        let vault = Vault(try NamedSecrets("1=\(Self.secret)", purpose: "data"))
        let text = Array("ann@example.org".utf8)
        let sealed = try vault.seal(text, context: "person/1/email")
        #expect(try vault.open(sealed, context: "person/1/email") == text)
        #expect(try vault.seal(text, context: "person/1/email") != sealed, "each time with another nonce")
        #expect(throws: IdentityError.self) { try vault.open(sealed, context: "person/2/email") }
        for place in sealed.indices {
            var changed = sealed
            changed[place] ^= 1
            #expect(throws: IdentityError.self) { try vault.open(changed, context: "person/1/email") }
            #expect(throws: IdentityError.self) { try vault.open(Array(sealed[..<place]), context: "person/1/email") }
        }
        let other = Vault(try NamedSecrets("1=\(String(Self.secret.reversed()))", purpose: "data"))
        #expect(throws: IdentityError.self) { try other.open(sealed, context: "person/1/email") }
        let purpose = Vault(try NamedSecrets("1=\(Self.secret)", purpose: "token"))
        #expect(throws: IdentityError.self) { try purpose.open(sealed, context: "person/1/email") }
    }

    @Test("a password is hashed with Argon2id, 19 MiB, two passes, and a salt of its own")
    func password() async throws {
        let hasher = PasswordHasher(concurrent: 1, maximumWaiting: 10)
        let first = try await hasher.hash("correct horse battery")
        let second = try await hasher.hash("correct horse battery")
        #expect(first.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"), "\(first)")
        let parts = first.split(separator: "$")
        #expect(parts.count == 5 && parts[3].count == 22 && parts[4].count == 43, "16 bytes of salt, 32 of hash")
        #expect(first != second)
        #expect(try await hasher.matches("correct horse battery", hash: first))
        #expect(try await hasher.matches("Correct horse battery", hash: first) == false)
        #expect(try await hasher.matches("correct horse", hash: first) == false)
        #expect(try await hasher.matches("correct horse battery", hash: nil) == false)
    }

    @Test(
        "a secret that is too short, unnamed, or named twice is refused",
        arguments: ["1=short", "no name", "1=\(secret),1=\(secret)", "=\(secret)", "a b=\(secret)", ""])
    func refused(text: String) {
        #expect(throws: IdentityError.self) { try NamedSecrets(text, purpose: "data") }
    }

    @Test("a root secret that is too short is refused")
    func root() {
        #expect(throws: IdentityError.self) { try RootKey(String(repeating: "x", count: 31)) }
    }

    @Test("a token that the right key has signed is refused for another audience, issuer, person, role or time")
    func claims() async throws {
        let house = try await IdentityHouse()
        let (header, claims) = try await Self.parts(house)
        func code(_ change: [String: Any]) async throws -> IdentityError.Code? {
            let text = try Self.text(header, claims.merging(change) { $1 }.filter { !($0.value is NSNull) })
            let token = text + "." + Self.encoded(try Self.key().signature(for: Data(text.utf8)))
            return try await IdentityHouse.refusal { _ = try await house.service.caller(bearer: token) }
        }
        #expect(try await code([:]) == nil, "the test signs as the service does")
        let wrong: [[String: Any]] = [
            ["aud": ["another"]], ["aud": NSNull()], ["iss": "another"], ["iss": NSNull()], ["exp": NSNull()],
            ["role": "emperor"], ["sub": "ann"], ["sid": "1"],
        ]
        for change in wrong { #expect(try await code(change) == .invalidToken, "\(change)") }
        #expect(try await code(["exp": 1]) == .expiredToken)
    }

    @Test("the service's keys decide about algorithm and key, and nothing that a token says of itself")
    func algorithms() async throws {
        let house = try await IdentityHouse()
        let (header, claims) = try await Self.parts(house)
        let mine = Curve25519.Signing.PrivateKey()
        let point = Self.encoded(mine.publicKey.rawRepresentation)
        let jwk = ["kty": "OKP", "crv": "Ed25519", "x": point]
        let published = SymmetricKey(data: try Self.key().publicKey.rawRepresentation)
        let attempts: [([String: Any], (Data) throws -> Data)] = [
            (["alg": "none"], { _ in Data() }),
            (["alg": "HS256"], { Data(HMAC<SHA256>.authenticationCode(for: $0, using: published)) }),
            ([:], { try mine.signature(for: $0) }),
            (["kid": "9"], { try mine.signature(for: $0) }),
            (["jwk": jwk], { try mine.signature(for: $0) }),
            (["jku": "https://evil.example/keys", "kid": "9"], { try mine.signature(for: $0) }),
        ]
        for (change, sign) in attempts {
            let text = try Self.text(header.merging(change) { $1 }, claims)
            let token = text + "." + Self.encoded(try sign(Data(text.utf8)))
            let code = try await IdentityHouse.refusal { _ = try await house.service.caller(bearer: token) }
            #expect(code == .invalidToken, "\(change)")
        }
    }

    /// Header and claims of a good token.
    private static func parts(_ house: IdentityHouse) async throws -> ([String: Any], [String: Any]) {
        let person = try await house.register("ann@example.org")
        let parts = try await house.service.beginSession(for: person).accessToken.split(separator: ".")
        let objects = try parts.prefix(2).map { part in
            try #require(try JSONSerialization.jsonObject(with: try decoded(String(part))) as? [String: Any])
        }
        return (objects[0], objects[1])
    }

    private static func text(_ header: [String: Any], _ claims: [String: Any]) throws -> String {
        try [header, claims].map { encoded(try JSONSerialization.data(withJSONObject: $0)) }.joined(separator: ".")
    }

    /// The key that the service derives from its secret.
    private static func key() throws -> Curve25519.Signing.PrivateKey {
        let seed = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data("giro/1/token".utf8),
            outputByteCount: 32)
        return try Curve25519.Signing.PrivateKey(rawRepresentation: seed.withUnsafeBytes { Data($0) })
    }

    private static func encoded(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    private static func decoded(_ text: String) throws -> Data {
        var standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while standard.count % 4 != 0 { standard += "=" }
        return try #require(Data(base64Encoded: standard))
    }
}
