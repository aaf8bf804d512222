import Identity
import Testing

@Suite("Keys of programs")
struct ProgramTests {
    @Test("a key acts for its person within its scopes, until it is revoked")
    func scopes() async throws {
        let house = try await IdentityHouse()
        let person = try await house.register("ann@example.org")
        let (key, secret) = try await house.service.makeKey(
            by: house.caller(person), label: "shop", scopes: [.accountsRead], lifetimeSeconds: 60)
        let caller = try await house.service.caller(bearer: secret)
        #expect(caller.person == person.id && caller.session == nil)
        #expect(caller.may(.accountsRead) && !caller.may(.paymentsWrite))
        #expect(try await house.service.keys(of: person.id).map(\.id) == [key.id])
        try await house.service.revokeKey(key.id, by: house.caller(person))
        #expect(try await IdentityHouse.refusal { _ = try await house.service.caller(bearer: secret) } == .invalidToken)
    }

    @Test("an expired key says so; somebody else's cannot be revoked; another secret is not the key")
    func limits() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org")
        let ben = try await house.register("ben@example.org")
        let (_, old) = try await house.service.makeKey(
            by: house.caller(ann), label: "old", scopes: [.accountsRead], lifetimeSeconds: -1)
        #expect(try await IdentityHouse.refusal { _ = try await house.service.caller(bearer: old) } == .expiredToken)
        let (key, secret) = try await house.service.makeKey(
            by: house.caller(ann), label: "new", scopes: [.accountsRead], lifetimeSeconds: 60)
        let foreign = try await IdentityHouse.refusal {
            try await house.service.revokeKey(key.id, by: house.caller(ben))
        }
        #expect(foreign == .unknownKey)
        let (_, another) = try await house.service.makeKey(
            by: house.caller(ben), label: "other", scopes: [.accountsRead], lifetimeSeconds: 60)
        let mixed = secret.prefix(42) + another.dropFirst(42)
        let forged = try await IdentityHouse.refusal { _ = try await house.service.caller(bearer: String(mixed)) }
        #expect(forged == .invalidToken)
    }

    @Test("exchanged twice, every secret of a key is good until its grace is over; exchanged without grace, one is")
    func rotation() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org")
        let (key, first) = try await house.service.makeKey(
            by: house.caller(ann), label: "shop", scopes: [.accountsRead], lifetimeSeconds: 60)
        let (_, second) = try await house.service.rotateKey(
            key.id, by: house.caller(ann), graceSeconds: 60, as: .make())
        for secret in [first, second] { #expect(try await house.service.caller(bearer: secret).key == key.id) }
        let (after, third) = try await house.service.rotateKey(
            key.id, by: house.caller(ann), graceSeconds: 60, as: .make())
        #expect(after.previousUntil != nil)
        for secret in [first, second, third] { #expect(try await house.service.caller(bearer: secret).key == key.id) }
        for _ in 0..<2 {
            _ = try await house.service.rotateKey(key.id, by: house.caller(ann), graceSeconds: 60, as: .make())
        }
        let many = try await IdentityHouse.refusal {
            _ = try await house.service.rotateKey(key.id, by: house.caller(ann), graceSeconds: 60, as: .make())
        }
        #expect(many == .tooManyAttempts)
        #expect(try await house.service.caller(bearer: first).key == key.id)
        _ = try await house.service.rotateKey(key.id, by: house.caller(ann), graceSeconds: 0, as: .make())
        for secret in [first, third] {
            let ended = try await IdentityHouse.refusal { _ = try await house.service.caller(bearer: secret) }
            #expect(ended == .invalidToken)
        }
        try await house.service.revokeKey(key.id, by: house.caller(ann))
        let revoked = try await IdentityHouse.refusal {
            _ = try await house.service.rotateKey(key.id, by: house.caller(ann), graceSeconds: 0, as: .make())
        }
        #expect(revoked == .unknownKey)
    }

    @Test("the same exchange again keeps the secret before, and a signing key's new one")
    func rotationAgain() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org")
        let (key, first) = try await house.service.makeKey(
            by: house.caller(ann), label: "shop", scopes: [.accountsRead], lifetimeSeconds: 60)
        let rotation = Identifier.make()
        for _ in 0..<2 {
            _ = try await house.service.rotateKey(key.id, by: house.caller(ann), graceSeconds: 60, as: rotation)
            #expect(try await house.service.caller(bearer: first).key == key.id)
        }
        let (signing, made) = try await house.service.makeKey(
            by: house.caller(ann), kind: .signing, label: "shop", scopes: [.accountsRead], lifetimeSeconds: 60)
        let (_, one) = try await house.service.rotateKey(
            signing.id, by: house.caller(ann), graceSeconds: 60, as: rotation)
        let (_, same) = try await house.service.rotateKey(
            signing.id, by: house.caller(ann), graceSeconds: 60, as: rotation)
        #expect(one == same && one != made)
    }
}
