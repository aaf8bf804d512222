import Identity
import Testing

@Suite("Passwords")
struct PasswordTests {
    @Test(
        "what is short, common, predictable or made of one's name is refused",
        arguments: [
            ("elevenchars", PasswordRules.Weakness.short),
            // Twelve scalars, and six characters as people count.
            ("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}", .short), ("🏴‍☠️🏴‍☠️🏴‍☠️", .short),
            ("password1234", .common), ("Password123!", .common), ("P@ssw0rd1234", .common),
            ("qwerty123456", .predictable),
            ("sunshinedragon", .common), ("1qaz2wsx3edc", .common), ("ｐａｓｓｗｏｒｄ1234", .common),
            ("aaaaaaaaaaaa", .predictable), ("abcabcabcabcabc", .predictable), ("123456789012", .predictable),
            ("abcdefghijklm", .predictable), ("qwertyuiopas", .predictable), ("mustermuster", .predictable),
            ("annabel.k-2026", .personal), ("annabel.k@example.org", .personal), ("girogirogiro1", .predictable),
        ])
    func weak(password: String, weakness: PasswordRules.Weakness) {
        let found = PasswordRules.weakness(of: password, words: ["annabel.k", "annabel.k@example.org"])
        #expect(found == weakness || (weakness == .predictable && found == .personal), "\(password)")
    }

    @Test(
        "what is long and odd, or long and plain, is taken",
        arguments: [
            "correct horse", "a long password", "kümmel und salz", "ねこはこたつでまるくなる", "x7!kQ9-zzT3w", "tomato gravel lamp",
            "my annabel sings loudly", String(repeating: "lantern river 7 ", count: 20),
        ])
    func good(password: String) {
        #expect(PasswordRules.weakness(of: password, words: ["annabel", "annabel@example.org"]) == nil)
    }

    @Test("more than 512 bytes are refused")
    func long() {
        #expect(PasswordRules.weakness(of: String(repeating: "lantern river", count: 40)) == .long)
    }

    @Test("registering and changing refuse a weak one, and nothing was made or changed")
    func refused() async throws {
        let house = try await IdentityHouse()
        let register = try await IdentityHouse.refusal {
            _ = try await house.register("ann@example.org", password: "password1234")
        }
        #expect(register == .weakPassword)
        #expect(try await house.count("person") == 0)
        let ann = try await house.register("ann@example.org", password: "correct horse")
        let caller = try await house.caller(ann)
        let change = try await IdentityHouse.refusal {
            try await house.service.setPassword("123456789012", current: "correct horse", of: caller)
        }
        #expect(change == .weakPassword)
        _ = try await house.service.logIn(name: "ann@example.org", password: "correct horse", address: "1.2.3.4")
    }

    @Test("one password is the same on every keyboard, and a hash of before NFKC is still good")
    func normalized() async throws {
        let hasher = PasswordHasher(concurrent: 1, maximumWaiting: 10)
        let composed = "crème brûlée ﬁne"
        let decomposed = "cre\u{300}me bru\u{302}le\u{301}e fine"
        let hash = try await hasher.hash(composed)
        #expect(try await hasher.matches(decomposed, hash: hash))
        #expect(try await hasher.matches(composed, hash: hash))
        // Argon2id of the same text as it is typed.
        let older =
            "$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$ZW6rAZCWVyeqaHC8QJfYweEXgjEf/wEDdqbnwjWRU34"
        #expect(try await hasher.matches(composed, hash: older))
        #expect(try await !hasher.matches("another password", hash: older))
        #expect(try await !hasher.matches(composed, hash: nil))
    }

    @Test("a change ends sessions, keys and endpoints, and tells; who knows the old one can keep programs")
    func change() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org", password: "correct horse")
        try await house.confirm(ann)
        try await house.service.setRole(.business, of: ann.id, by: .command)
        let caller = try await house.caller(ann)
        func programs() async throws {
            _ = try await house.service.makeKey(
                by: caller, label: "x", scopes: [.accountsRead], lifetimeSeconds: 60)
            _ = try await house.service.registerWebhook(
                as: .make(), by: caller,
                WebhookTerms(url: "https://ann.example/", events: ["payment.settled"], accounts: nil))
        }
        try await programs()
        let kept = try await house.service.setPassword(
            "another horse", current: "correct horse", keepsPrograms: true, of: caller)
        #expect(kept.keys == 0 && kept.endpoints == 0)
        try await programs()
        let ended = try await house.service.setPassword("a third horse", current: "another horse", of: caller)
        #expect(ended.keys == 2 && ended.endpoints == 2)
        #expect(try await house.service.webhooks(of: ann.id).isEmpty)
        let kinds = try await house.service.dueNotices().map(\.kind)
        #expect(kinds.filter { $0 == .passwordChanged }.count == 2)
    }
}
