import Identity
import Payments
import Postgres
import Testing

@Suite("Authority is read where it is used")
struct AuthorityTests {
    /// Everything that changes credentials, keys, endpoints, accounts' number, roles, or erases.
    private func changes(
        _ house: IdentityHouse, _ caller: Caller, _ key: Identifier, _ webhook: Identifier, _ other: Identifier
    ) async throws -> [(String, () async throws -> Void)] {
        let currency = try #require(Currency("EUR"))
        let service = house.service
        let terms = WebhookTerms(url: "https://ann.example/hook", events: ["payment.settled"], accounts: nil)
        return [
            ("password", { try await service.setPassword("another horse", current: nil, of: caller) }),
            ("key", { _ = try await service.makeKey(by: caller, label: "x", scopes: [], lifetimeSeconds: 60) }),
            ("rotate", { _ = try await service.rotateKey(key, by: caller, graceSeconds: 0, as: .make()) }),
            ("revoke", { try await service.revokeKey(key, by: caller) }),
            ("endpoint", { _ = try await service.registerWebhook(as: .make(), by: caller, terms) }),
            ("change", { _ = try await service.changeWebhook(webhook, by: caller, WebhookChange(isEnabled: true)) }),
            ("secret", { _ = try await service.rotateWebhook(webhook, by: caller, graceSeconds: 0) }),
            ("delete", { try await service.deleteWebhook(webhook, by: caller) }),
            (
                "account",
                { _ = try await service.openAccount(as: .make(), by: caller, kind: .wallet, currency: currency) }
            ),
            (
                "close",
                {
                    let first = try service.firstAccount(of: caller.person, currency: currency)
                    try await service.closeAccount(first.account, by: caller)
                }
            ),
            (
                "address",
                { _ = try await service.beginAddressChange(to: "x@example.org", by: caller, address: "1.2.3.4") }
            ),
            ("role", { try await service.setRole(.admin, of: other, by: .caller(caller)) }),
            ("factor", { _ = try await service.beginSecondFactor(of: caller, issuer: "giro") }),
            ("sessions", { try await service.endSessions(by: caller, keepsOwn: true) }),
            ("step-up", { try await service.stepUp(caller, .password("correct horse"), factor: nil) }),
            ("erase", { try await service.erase(caller.person, by: .caller(caller)) }),
        ]
    }

    private func admin(_ house: IdentityHouse) async throws -> (Person, Caller, Identifier, Identifier) {
        let ann = try await house.register("ann@example.org", password: "correct horse")
        try await house.service.setRole(.admin, of: ann.id, by: .command)
        let caller = try await house.caller(ann)
        let (key, _) = try await house.service.makeKey(
            by: caller, label: "x", scopes: [.webhooks], lifetimeSeconds: 60)
        let webhook = try await house.service.registerWebhook(
            as: .make(), by: caller,
            WebhookTerms(url: "https://ann.example/hook", events: ["payment.settled"], accounts: nil))
        return (ann, caller, key.id, webhook.id)
    }

    @Test("a token of a session that has ended changes nothing, however it ended")
    func ended() async throws {
        let house = try await IdentityHouse(asksForSecondFactor: false)
        let (ann, caller, key, webhook) = try await admin(house)
        let ben = try await house.register("ben@example.org")
        let session = try #require(caller.session)
        try await house.service.logOut(session)
        for (name, change) in try await changes(house, caller, key, webhook, ben.id) {
            #expect(try await IdentityHouse.refusal(change) == .invalidToken, "\(name)")
        }
        let second = try await house.caller(ann)
        try await house.service.endSessions(by: house.caller(ann), keepsOwn: true)
        for (name, change) in try await changes(house, second, key, webhook, ben.id) {
            #expect(try await IdentityHouse.refusal(change) == .invalidToken, "\(name)")
        }
        #expect(try await house.service.person(ben.id).role == .user)
    }

    @Test("a token of an erased person changes nothing")
    func erased() async throws {
        let house = try await IdentityHouse(asksForSecondFactor: false)
        let (ann, caller, key, webhook) = try await admin(house)
        let ben = try await house.register("ben@example.org")
        try await house.service.erase(ann.id, by: .command)
        for (name, change) in try await changes(house, caller, key, webhook, ben.id) {
            #expect(try await IdentityHouse.refusal(change) == .invalidToken, "\(name)")
        }
        #expect(try await house.count("holding") == 2)
    }

    @Test("a former admin gives no roles, and one who was a business has no endpoints, with the token of before")
    func former() async throws {
        let house = try await IdentityHouse(asksForSecondFactor: false)
        let (ann, caller, _, webhook) = try await admin(house)
        let ben = try await house.register("ben@example.org")
        try await house.service.setRole(.user, of: ann.id, by: .command)
        let grant = try await IdentityHouse.refusal {
            try await house.service.setRole(.admin, of: ben.id, by: .caller(caller))
        }
        #expect(grant == .roleNotAllowed)
        let change = try await IdentityHouse.refusal {
            _ = try await house.service.changeWebhook(webhook, by: caller, WebhookChange(isEnabled: true))
        }
        #expect(change == .roleNotAllowed)
        let read = try await IdentityHouse.refusal { try await house.service.confirmReader(caller) }
        #expect(read == .roleNotAllowed)
    }

    @Test("a program whose key was revoked, or which has not the scope, changes no endpoint and opens no account")
    func programs() async throws {
        let house = try await IdentityHouse(asksForSecondFactor: false)
        let (ann, caller, key, webhook) = try await admin(house)
        let (_, secret) = try await house.service.makeKey(
            by: caller, label: "y", scopes: [.webhooks], lifetimeSeconds: 60)
        let program = try await house.service.caller(bearer: secret)
        _ = try await house.service.rotateWebhook(webhook, by: program, graceSeconds: 60)
        let currency = try #require(Currency("EUR"))
        let opened = try await IdentityHouse.refusal {
            _ = try await house.service.openAccount(as: .make(), by: program, kind: .wallet, currency: currency)
        }
        #expect(opened == .scopeNotAllowed)
        try await house.service.revokeKey(try #require(program.key), by: house.caller(ann))
        let late = try await IdentityHouse.refusal {
            _ = try await house.service.rotateWebhook(webhook, by: program, graceSeconds: 60)
        }
        #expect(late == .invalidToken)
        #expect(try await house.service.keys(of: ann.id).contains { $0.id == key })
    }

    @Test("keys, endpoints, roles and a second factor want a log-in of the last ten minutes; a step-up is as good")
    func fresh() async throws {
        let house = try await IdentityHouse(asksForSecondFactor: false)
        let (_, caller, key, webhook) = try await admin(house)
        let ben = try await house.register("ben@example.org")
        let old = "UPDATE session SET created_at = now() - interval '11 minutes', authenticated_at = NULL"
        try await house.execute(old)
        let wanting = ["key", "rotate", "endpoint", "change", "secret", "close", "address", "role", "factor"]
        for (name, change) in try await changes(house, caller, key, webhook, ben.id) where wanting.contains(name) {
            #expect(try await IdentityHouse.refusal(change) == .freshLoginRequired, "\(name)")
        }
        let wrong = try await IdentityHouse.refusal {
            try await house.service.stepUp(caller, .password("wrong horse"), factor: nil)
        }
        #expect(wrong == .invalidCredentials)
        try await house.service.stepUp(caller, .password("correct horse"), factor: nil)
        for (name, change) in try await changes(house, caller, key, webhook, ben.id) where wanting.contains(name) {
            #expect(try await IdentityHouse.refusal(change) == nil, "\(name)")
        }
    }

    @Test("of many accounts that are asked for at once, twenty are opened")
    func twenty() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org")
        let caller = try await house.caller(ann)
        let currency = try #require(Currency("EUR"))
        let opened = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    (try? await house.service.openAccount(
                        as: .make(), by: caller, kind: .wallet, currency: currency)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(opened == 19)
        #expect(try await house.service.holdings(of: ann.id).count == 20)
    }

    @Test("a log-in with a password that is being changed begins no session")
    func changedMeanwhile() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org", password: "correct horse")
        let caller = try await house.caller(ann)
        // Hashes are compared one after another: the log-ins are under way while the password changes.
        async let change: EndedAccess = house.service.setPassword(
            "another horse", current: "correct horse", of: caller)
        let begun = await withTaskGroup(of: Caller?.self) { group in
            for number in 0..<8 {
                group.addTask {
                    guard
                        let (_, tokens) = try? await house.service.logIn(
                            name: "ann@example.org", password: "correct horse", address: "1.2.3.\(number)")
                    else { return nil }
                    return try? await house.service.caller(bearer: tokens.accessToken)
                }
            }
            return await group.reduce(into: [Caller]()) { if let caller = $1 { $0.append(caller) } }
        }
        _ = try await change
        for caller in begun {
            let late = try await IdentityHouse.refusal {
                try await house.service.endSessions(by: caller, keepsOwn: true)
            }
            #expect(late == .invalidToken, "its session began before the change and ended with it")
        }
    }
}
