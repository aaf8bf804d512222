import Identity
import Postgres
import TestSupport
import Testing

@Suite("Erasing and sealing again")
struct ErasureTests {
    @Test("an erased person is nobody's: no log-in, no session, no key, no account more; the name is free again")
    func erased() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org", userName: "ann", password: "correct horse")
        try await house.confirm(ann)
        try await house.service.setRole(.business, of: ann.id, by: .command)
        let caller = try await house.caller(ann)
        let tokens = try await house.service.beginSession(for: ann)
        let (_, secret) = try await house.service.makeKey(
            by: caller, label: "x", scopes: [.accountsRead], lifetimeSeconds: 60)
        _ = try await house.service.registerWebhook(
            as: .make(), by: caller,
            WebhookTerms(url: "https://ann.example/hook", events: ["payment.settled"], accounts: nil))
        let before = try await house.count("outbox")
        try await house.service.erase(ann.id, by: .command)
        #expect(
            try await house.count("outbox") == before + 3,
            "the account is closed, the address taken back and the endpoint deleted")
        #expect(try await house.count("erased webhook") == 1)
        let attempts: [(IdentityError.Code, () async throws -> Void)] = [
            (.unknownPerson, { _ = try await house.service.person(ann.id) }),
            (.unknownPerson, { _ = try await house.service.person(named: "ann") }),
            (.unknownPerson, { try await house.service.erase(ann.id, by: .command) }),
            (.unknownPerson, { try await house.service.setRole(.admin, of: ann.id, by: .command) }),
            (.invalidToken, { _ = try await house.service.refresh(tokens.refreshToken) }),
            (.invalidToken, { _ = try await house.service.caller(bearer: secret) }),
            (
                .invalidToken,
                {
                    let currency = try IdentityHouse.registration("x@example.org").currency
                    _ = try await house.service.openAccount(
                        as: .make(), by: caller, kind: .wallet, currency: currency)
                }
            ),
        ]
        for (code, attempt) in attempts { #expect(try await IdentityHouse.refusal(attempt) == code) }
        #expect(try await house.service.holdings(of: ann.id).count == 1, "nobody else gets the account")
        _ = try await house.register("ann@example.org", userName: "ann", password: "correct horse")
    }

    @Test("every row goes under the newest key, also while people register, and then opens without the older one")
    func resealing() async throws {
        let schema = TestDatabase.uniqueName("identity")
        let old = try await IdentityHouse(schema: schema)
        var people: [Person] = []
        for number in 0..<700 {
            people.append(
                try await old.service.register(
                    IdentityHouse.registration("p\(number)@example.org"), as: Identifier.make()))
        }
        let newer = "2=" + String(repeating: "fedcba9876543210", count: 4)
        let both = try await IdentityHouse(dataKeys: "\(newer),1=\(IdentityHouse.secret)", schema: schema)
        let resealing = Resealing(vault: both.service.vault)
        let before = try await resealing.ofPeople(both.pool, changes: false)
        #expect(before.filter { $0.key == "1" }.map(\.rows) == [700, 700])
        let during = Task {
            try await old.register("meanwhile@example.org", userName: "meanwhile", password: "a longer word")
        }
        _ = try await resealing.ofPeople(both.pool, changes: true)
        people.append(try await during.value)
        let after = try await resealing.ofPeople(both.pool, changes: true)
        #expect(after.allSatisfy { $0.key == "2" }, "\(after)")
        #expect(after.map(\.rows) == [701, 1, 701])
        let only = try await IdentityHouse(dataKeys: newer, schema: schema)
        for person in people { #expect(try await only.service.person(person.id) == person) }
        let parts = try await only.pool.run { [trail = only.service.trail] in try trail.checkParts(on: $0) }
        #expect(parts.whole == 701 && parts.changed == 0)
    }
}
