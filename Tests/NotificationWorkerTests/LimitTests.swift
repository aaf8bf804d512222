import Lane
import Messages
import NotificationWorker
import Payments
import Testing

@Suite("How many mails an address gets")
struct LimitTests {
    private let limits = MailLimits(perRecipient: 30, perCause: 10)

    private func id(_ number: Int) -> PaymentID {
        PaymentID(high: samplePayment.high, low: samplePayment.low &+ UInt64(number))
    }

    private func received(
        _ number: Int, from: String = "wallet:bob", by: String = "wallet:ann"
    ) throws
        -> NotificationMessage
    {
        .send(try notification(.paymentReceived, payment: id(number), recipient: by, counterparty: from))
    }

    private func states(_ desk: Desk, _ numbers: Range<Int>) throws -> [String: Int] {
        let mails = try numbers.flatMap { try desk.database.mails(id($0)) }
        return Dictionary(grouping: mails) { mail in
            mail.split(separator: " ").dropFirst(2).dropLast().joined(separator: " ")
        }.mapValues(\.count)
    }

    @Test("payments of one account fill nobody's mailbox, in one batch or in many, and those of others still come")
    func cause() async throws {
        let desk = try Desk(limits: limits)
        try desk.run(contact())
        let origin = Origin(topic: "t", partition: 0, offset: 1, timestamp: 0)
        try desk.run((0..<12).map { .message(try received($0), origin) })
        for number in 12..<32 { try desk.run(try received(number)) }
        try await desk.settle()
        #expect(try states(desk, 0..<32) == ["sent -": 10, "withheld cause_limit": 22])
        try desk.run(try received(32, from: "wallet:eve"))
        try await desk.settle()
        #expect(try states(desk, 32..<33) == ["sent -": 1])
        desk.now += 3_600_000_000
        try desk.run(try received(33))
        try await desk.settle()
        #expect(try states(desk, 33..<34) == ["sent -": 1], "an hour later it may get mails again")
    }

    @Test("many who pay one address fill it no more than one does, whatever its accounts; its owner's own mails come")
    func recipient() async throws {
        let desk = try Desk(limits: limits)
        try desk.run(
            contact(), contact("wallet:ann2", email: "Ann@Wallet.example"), contact("wallet:cem", email: "c@x.example"))
        for number in 0..<40 {
            let account = number % 2 == 0 ? "wallet:ann" : "wallet:ann2"
            try desk.run(try received(number, from: "wallet:\(number)", by: account))
        }
        try desk.run(.send(try notification(.paymentSettled, payment: id(40))))
        try desk.run(try received(41, by: "wallet:cem"))
        try await desk.settle()
        #expect(try states(desk, 0..<40) == ["sent -": 30, "withheld recipient_limit": 10])
        #expect(try states(desk, 40..<42) == ["sent -": 2])
    }

    @Test("a batch that is rolled back counts for nothing, and a mail asked for twice counts once")
    func repeated() async throws {
        let desk = try Desk(limits: MailLimits(perRecipient: 2, perCause: 2))
        try desk.run(contact())
        try desk.database.admin.execute(script: "ALTER TABLE mail RENAME TO away")
        #expect(throws: (any Error).self) { try desk.run(try received(0), try received(1)) }
        try desk.database.admin.execute(script: "ALTER TABLE away RENAME TO mail")
        for _ in 0..<5 { try desk.run(try received(0)) }
        try desk.run(try received(1))
        try await desk.settle()
        #expect(try states(desk, 0..<2) == ["sent -": 2])
    }

    @Test("an address that nobody has confirmed gets no mail about payments until it is confirmed")
    func unconfirmed() async throws {
        let desk = try Desk()
        try desk.run(contact(confirmed: false), try received(0))
        #expect(desk.calls.isEmpty)
        #expect(try states(desk, 0..<1) == ["withheld unconfirmed": 1])
        try desk.run(contact(), try received(0), try received(1))
        try await desk.settle()
        #expect(try states(desk, 0..<2) == ["withheld unconfirmed": 1, "sent -": 1])
    }
}
