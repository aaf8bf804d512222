import Lane
import Messages
import NotificationWorker
import Payments
import Testing

@Suite("One mail for each payment, kind and recipient")
struct OnceTests {
    @Test("however often it is asked for")
    func repetitions() async throws {
        let desk = try Desk()
        let ask = NotificationMessage.send(try notification())
        try desk.run(contact(), ask, ask)
        try desk.run(ask)
        try await desk.settle()
        try desk.run(ask, ask)
        try await desk.settle()
        #expect(desk.transport.mails.count == 1)
        #expect(try desk.database.mails() == ["payment_settled wallet:ann sent - 1"])
    }

    @Test("another kind, recipient or payment is another mail")
    func others() async throws {
        let desk = try Desk()
        let other = PaymentID.timeOrdered(milliseconds: 1)
        try desk.run(
            contact(), contact("wallet:bob", email: "bob@wallet.example"), .send(notification()),
            .send(notification(.paymentReceived)), .send(notification(recipient: "wallet:bob")),
            .send(notification(payment: other)))
        try await desk.settle()
        let mails = desk.transport.mails
        #expect(mails.count == 4)
        #expect(Set(mails.map(\.name)).count == 4)
        #expect(
            mails.map(\.to.text).sorted() == [
                "ann@wallet.example", "ann@wallet.example", "ann@wallet.example", "bob@wallet.example",
            ])
    }

    @Test("what was asked for first counts: a later one with other words is not sent")
    func firstWords() async throws {
        let desk = try Desk()
        try desk.run(contact(), .send(notification(reference: "first")), .send(notification(reference: "second")))
        try desk.run(.send(notification(reference: "third")))
        try await desk.settle()
        let parsed = try await ParsedMail.read(desk.transport.mails.map(\.data))
        #expect(parsed.count == 1)
        #expect(parsed[0].parts[0].text.contains("first"))
    }

    @Test("a batch that was rolled back leaves nothing, and its repetition sends once")
    func rolledBack() async throws {
        let desk = try Desk()
        try desk.run(contact())
        let transaction = try desk.database.connection.begin()
        let origin = Origin(topic: "notification.send", partition: 0, offset: 1, timestamp: 0)
        let item = Item<NotificationMessage, MailOutcome>(lane: 1, cause: .message(.send(try notification()), origin))
        try desk.worker.handle(Batch(items: [item], now: desk.now), in: transaction)
        transaction.rollback()
        #expect(try desk.database.mails().isEmpty)
        try desk.run(.send(notification()))
        try await desk.settle()
        #expect(desk.transport.mails.count == 1)
    }

    @Test("after a take-over it is sent again under the same name and Message-ID, to the address of now")
    func takenOver() async throws {
        let desk = try Desk()
        try desk.run(contact(), .send(notification()))
        let call = try #require(desk.calls.values.first)
        // Sent, but the process ends before the outcome is recorded.
        #expect(await desk.worker.perform(call) == .tried(.accepted))
        try desk.takeOver()
        try desk.run(contact(email: "ann@new.example"))
        try await desk.settle()
        let mails = desk.transport.mails
        #expect(mails.map(\.to.text) == ["ann@wallet.example", "ann@new.example"])
        #expect(mails[0].name == mails[1].name)
        let parsed = try await ParsedMail.read(mails.map(\.data))
        #expect(parsed[0].header("Message-ID") == parsed[1].header("Message-ID"))
        #expect(try desk.database.mails() == ["payment_settled wallet:ann sent - 1"])
    }

    @Test("more mails than fit into memory are all sent")
    func crowded() async throws {
        let desk = try Desk(waitingMails: 2)
        let payments = (0..<7).map { PaymentID.timeOrdered(milliseconds: Int64($0)) }
        try desk.run(contact())
        for payment in payments { try desk.run(.send(notification(payment: payment))) }
        // Two are on their way; trying the others at once would only lead them in a circle.
        #expect(desk.calls.values.count { $0.dueAt > desk.now } == 5)
        for _ in 0..<10 {
            try await desk.settle()
            desk.now += 2_000_000
        }
        #expect(desk.transport.mails.count == 7)
        #expect(Set(desk.transport.mails.map(\.name)).count == 7)
        #expect(desk.calls.isEmpty)
    }
}
