import Messages
import NotificationWorker
import Payments
import Postgres
import Testing

@Suite("What becomes of a mail")
struct OutcomeTests {
    @Test("refused for good: not tried again")
    func refused() async throws {
        let desk = try Desk()
        desk.transport.answer(.refused(code: "smtp_550"))
        try desk.run(contact(), .send(notification()))
        try await desk.settle()
        #expect(try desk.database.mails() == ["payment_settled wallet:ann undeliverable smtp_550 1"])
        #expect(desk.calls.isEmpty)
    }

    @Test("postponed: tried again after growing pauses until it is taken")
    func postponed() async throws {
        let desk = try Desk(retries: RetryPolicy(firstDelay: .seconds(5), longestDelay: .seconds(12)))
        desk.transport.answer(
            .later(code: "smtp_450"), .later(code: "connect_failed"), .later(code: "unknown_after_data"))
        try desk.run(contact(), .send(notification()))
        var pauses: [Int64] = []
        for attempt in 1...4 {
            try await desk.settle()
            #expect(desk.transport.mails.count == attempt)
            guard let call = desk.calls.values.first else { break }
            pauses.append((call.dueAt - desk.now) / 1_000_000)
            desk.now = call.dueAt
        }
        #expect(pauses == [5, 10, 12])
        #expect(try desk.database.mails() == ["payment_settled wallet:ann sent - 4"])
        #expect(Set(desk.transport.mails.map(\.name)).count == 1)
    }

    @Test("too old: given up, and why")
    func tooOld() async throws {
        let desk = try Desk(retries: RetryPolicy(maximumAge: .seconds(60)))
        for _ in 0..<50 { desk.transport.answer(.later(code: "connect_failed")) }
        try desk.run(contact(), .send(notification()))
        let start = desk.now
        while true {
            try await desk.settle()
            guard let call = desk.calls.values.first else { break }
            desk.now = call.dueAt
        }
        #expect(try desk.database.mails() == ["payment_settled wallet:ann failed connect_failed 5"])
        #expect((60_000_000...120_000_000).contains(desk.now - start))
    }

    @Test("waiting, it shows the last attempt's trouble")
    func waiting() async throws {
        let desk = try Desk()
        desk.transport.answer(.later(code: "smtp_421"))
        try desk.run(contact(), .send(notification()))
        #expect(try desk.database.mails() == ["payment_settled wallet:ann queued - 0"])
        try await desk.settle()
        #expect(try desk.database.mails() == ["payment_settled wallet:ann queued smtp_421 1"])
        let counts = try desk.database.admin.query(CountMails())
        #expect(counts.map { "\($0.state) \($0.code ?? "") \($0.count)" } == ["queued smtp_421 1"])
    }

    @Test("nobody knows the address: noted, and never tried")
    func noAddress() async throws {
        let desk = try Desk()
        try desk.run(contact("wallet:bob"), .send(notification()))
        #expect(desk.calls.isEmpty)
        #expect(try desk.database.mails() == ["payment_settled wallet:ann no_address - 0"])
        try desk.run(contact(), .send(notification()))
        #expect(desk.calls.isEmpty)
    }

    @Test(
        "an address no mail can go to: noted, and never tried",
        arguments: ["ann", "ann@x\r\nRCPT TO:<eve@evil.example>", "ä@x.example"])
    func badAddress(email: String) async throws {
        let desk = try Desk()
        try desk.run(contact(email: email), .send(notification()))
        #expect(desk.calls.isEmpty)
        #expect(try desk.database.mails() == ["payment_settled wallet:ann undeliverable bad_address 0"])
    }

    @Test("a late result does not undo an end")
    func lateResult() async throws {
        let desk = try Desk()
        try desk.run(contact(), .send(notification()))
        let call = try #require(desk.calls.values.first)
        try desk.run([.done(call, .tried(.accepted))])
        try desk.run([.done(call, .tried(.refused(code: "smtp_550")))])
        #expect(try desk.database.mails() == ["payment_settled wallet:ann sent - 1"])
    }

    @Test("a call written by another version is no reason to stop")
    func unreadable() async throws {
        let desk = try Desk()
        try desk.run(contact(), .send(notification()))
        var call = try #require(desk.calls.values.first)
        call.body = Array("{}".utf8)
        try desk.run([.done(call, .unaddressed)])
        #expect(try desk.database.mails() == ["payment_settled wallet:ann undeliverable unreadable_call 0"])
        call.key = "nonsense"
        try desk.run([.done(call, .unaddressed)])
    }
}
