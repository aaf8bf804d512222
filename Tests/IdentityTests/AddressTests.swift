import Identity
import Payments
import Testing

@Suite("Addresses, and what their confirmation ends")
struct AddressTests {
    private func code(_ house: IdentityHouse, _ email: String) async throws -> String {
        try #require(try await house.service.makeCode(email: email)).code
    }

    @Test(
        "the first log-in by a code ends what was set up before, and says so in the answer and by mail"
    )
    func disowned() async throws {
        let house = try await IdentityHouse(asksForSecondFactor: false)
        let ann = try await house.register("ann@example.org", userName: "ann", password: "correct horse")
        try await house.service.setRole(.admin, of: ann.id, by: .command)
        let caller = try await house.caller(ann)
        let (_, secret) = try await house.service.makeKey(
            by: caller, label: "x", scopes: [.accountsRead], lifetimeSeconds: 60)
        _ = try await house.service.registerWebhook(
            as: .make(), by: caller, WebhookTerms(url: "https://ann.example/", events: ["x"], accounts: nil))
        #expect(try await house.service.dueNotices().isEmpty, "an address that is not confirmed gets codes only")

        let (person, tokens) = try await house.service.logIn(
            email: "ann@example.org", code: code(house, "ann@example.org"), address: "1.2.3.4")
        let ended = try #require(tokens.ended)
        #expect(ended.sessions == 1 && ended.keys == 1 && ended.endpoints == 1 && ended.hadPassword && ended.hadRole)
        #expect(person.isConfirmed && person.role == .user && !person.hasPassword)
        #expect(try await house.count("erased webhook") == 1)
        #expect(try await IdentityHouse.refusal { _ = try await house.service.caller(bearer: secret) } == .invalidToken)
        let late = try await IdentityHouse.refusal {
            try await house.service.setPassword("another horse", current: nil, of: caller)
        }
        #expect(late == .invalidToken)
        let notices = try await house.service.dueNotices()
        #expect(notices.map(\.kind) == [.addressConfirmed])
        #expect(
            notices.first?.details.map(\.label).starts(with: [.sessions, .keys, .endpoints, .password, .role]) == true)

        let (_, second) = try await house.service.logIn(
            email: "ann@example.org", code: code(house, "ann@example.org"), address: "1.2.3.4")
        #expect(second.ended == nil)
    }

    @Test("an address that its own session confirms keeps what was set up")
    func confirmed() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org", password: "correct horse")
        #expect(try await house.count("contact") == 0)
        try await house.confirm(ann)
        #expect(try await house.count("contact") == 1, "mails about the account go there from now on")
        let (person, tokens) = try await house.service.logIn(
            email: "ann@example.org", code: code(house, "ann@example.org"), address: "1.2.3.4")
        #expect(person.hasPassword && tokens.ended == nil)
    }

    @Test("another account of a person gets mail too, and one that is closed none")
    func accounts() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org")
        try await house.confirm(ann)
        let caller = try await house.caller(ann)
        let currency = try #require(Currency("EUR"))
        let account = try await house.service.openAccount(as: .make(), by: caller, kind: .savings, currency: currency)
        #expect(try await house.count("contact") == 2)
        let before = try await house.count("outbox")
        try await house.service.closeAccount(account.account, by: caller)
        try await house.service.closeAccount(account.account, by: caller)
        #expect(try await house.count("outbox") == before + 2, "closed once, and its address taken back")
        #expect(try await house.count("contact") == 3)
        #expect(try await house.service.holdings(of: ann.id).filter { $0.closedAt != nil }.count == 1)
        let ben = try await house.register("ben@example.org")
        let stranger = try await house.caller(ben)
        let foreign = try await IdentityHouse.refusal {
            try await house.service.closeAccount(account.account, by: stranger)
        }
        #expect(foreign == .unknownAccount)
    }

    @Test("another address is the person's once its code was used; the one before is told and lets nobody in")
    func changed() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org", password: "correct horse")
        try await house.confirm(ann)
        let caller = try await house.caller(ann)
        let service = house.service
        let change = try #require(
            try await service.beginAddressChange(to: "new@example.org", by: caller, address: "::1"))
        #expect(change.email == "new@example.org")
        let wrong = try await IdentityHouse.refusal {
            _ = try await service.confirmAddressChange(code: "0000000x", by: caller)
        }
        #expect(wrong == .invalidCredentials)
        #expect(try await service.person(ann.id).email == "ann@example.org")
        #expect(try await service.confirmAddressChange(code: change.code, by: caller).email == "new@example.org")
        let notices = try await service.dueNotices()
        #expect(notices.map(\.kind) == [.addressChanged] && notices.first?.email == "ann@example.org")
        _ = try await service.logIn(name: "new@example.org", password: "correct horse", address: "::1")
        let old = try await IdentityHouse.refusal {
            _ = try await service.logIn(name: "ann@example.org", password: "correct horse", address: "::1")
        }
        #expect(old == .invalidCredentials)
        _ = try await house.register("ben@example.org")
        let taken = try await service.beginAddressChange(to: "Ben@example.org", by: caller, address: "::1")
        #expect(taken == nil, "another person has it: nothing is mailed")
    }

    @Test("a notice comes again until it was sent, and no more than twenty in an hour are put down")
    func notices() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org")
        try await house.confirm(ann)
        let caller = try await house.caller(ann)
        for _ in 0..<25 {
            _ = try await house.service.makeKey(by: caller, label: "x", scopes: [], lifetimeSeconds: 60)
        }
        let first = try await house.service.dueNotices()
        #expect(first.count == 20)
        #expect(try await house.service.dueNotices().isEmpty, "they are another process's for a minute")
        for notice in first.dropFirst() { try await house.service.noticeEnded(notice.id) }
        try await house.execute("UPDATE notice SET due_at = now()")
        #expect(try await house.service.dueNotices() == [first[0]])
    }

    @Test("who registered before addresses had to be confirmed gets no mails until they do")
    func upgraded() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org")
        let ben = try await house.register("ben@example.org")
        try await house.confirm(ann)
        let before = try await house.count("contact")
        try await house.execute("UPDATE person SET contacts_due = true")
        try await house.service.tidy()
        try await house.service.tidy()
        #expect(try await house.count("contact") == before + 2, "one is said again, one taken back, each once")
        #expect(try await house.service.person(ben.id).isConfirmed == false)
    }
}
