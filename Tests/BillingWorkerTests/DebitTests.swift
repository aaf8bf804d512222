import BillingWorker
import Lane
import Messages
import Payments
import Testing

@Suite("A debited payment")
struct DebitTests {
    @Test("a transfer is paid at once and nobody outside is asked")
    func transfer() throws {
        let desk = try Desk()
        let sample = Sample.transfer
        let batch = try desk.run(sample.message())
        #expect(batch.events.map(\.event) == [try sample.paid().event()])
        #expect(desk.calls.isEmpty)
        #expect(try desk.invoice(sample.payment)?.state == "paid")
    }

    @Test("a bill's biller, a top-up's source and a withdrawal's rail are asked, and nothing is published before")
    func asks() throws {
        let desk = try Desk()
        let bill = Sample(reference: "May")
        let topup = Sample.topup
        let withdrawal = Sample.withdrawal
        try desk.run(
            announced(), announced("source:card", endpoint: "https://card.example/api/"),
            announced("rail:sepa", endpoint: "https://rail.example"))
        let batch = try desk.run(bill.message(), topup.message(), withdrawal.message())
        #expect(batch.events.isEmpty)
        let calls = try [bill, topup, withdrawal].map { try desk.call($0.payment) }
        #expect(calls.allSatisfy { $0.place == .outside && $0.attempt == 0 && $0.dueAt == desk.now && !$0.recovered })
        #expect(
            calls.map { BillerInstruction(callBody: $0.body) } == [
                try bill.instruction(endpoint: "http://127.0.0.1:1/power"),
                try topup.instruction(endpoint: "https://card.example/api/"),
                try withdrawal.instruction(endpoint: "https://rail.example"),
            ])
        #expect(try desk.invoice(bill.payment)?.state == "open")
    }

    @Test("a biller announced by the same batch is known, whatever the order")
    func announcedTogether() throws {
        let desk = try Desk()
        let sample = Sample()
        try desk.run(sample.message(), announced())
        #expect(desk.calls.count == 1)
    }

    @Test("a biller that is not known, not enabled or of another currency fails the payment, with the reason")
    func unusableBillers() throws {
        let desk = try Desk()
        try desk.run(
            announced("biller:off", enabled: false), announced("biller:yen", currency: "JPY"),
            announced("biller:euro", currency: "EUR"))
        let samples = ["biller:none", "biller:off", "biller:yen"].map { Sample(payee: $0) }
        let reasons: [ReasonCode] = [.billerUnknown, .billerDisabled, .currencyMismatch]
        let batch = try desk.run(samples.map { .message(try $0.message(), desk.origin()) })
        #expect(batch.events.map(\.event) == (try zip(samples, reasons).map { try $0.failed($1).event() }))
        #expect(desk.calls.isEmpty)
        #expect(try samples.map { try desk.invoice($0.payment)?.reason } == reasons.map(\.rawValue))
        try desk.run(Sample(payee: "biller:euro").message())
        #expect(desk.calls.count == 1)
    }

    @Test("a repeated message repeats the outcome when there is one, and is silent while there is none")
    func repetitions() throws {
        let desk = try Desk()
        let transfer = Sample.transfer
        let bill = Sample()
        let unknown = Sample(payee: "biller:none")
        try desk.run(announced())
        let first = try desk.run(transfer.message(), bill.message(), unknown.message()).events.map(\.event)
        #expect(first.count == 2)
        let again = try desk.run(unknown.message(), bill.message(), transfer.message()).events.map(\.event)
        #expect(again == first.reversed())
        #expect(desk.calls.count == 1)
        let paid = try desk.end(bill.payment, .accepted(receipt: "R-1")).events.map(\.event)
        #expect(paid == [try bill.paid(receipt: "R-1").event()])
        #expect(try desk.run(bill.message()).events.map(\.event) == paid)
        #expect(desk.calls.isEmpty)
    }

    @Test("messages repeated within a batch count once, and each repeats the outcome")
    func repetitionsInBatch() throws {
        let desk = try Desk()
        let transfer = Sample.transfer
        let bill = Sample()
        try desk.run(announced())
        let batch = try desk.run(transfer.message(), bill.message(), transfer.message(), bill.message())
        #expect(batch.events.map(\.event) == Array(repeating: try transfer.paid().event(), count: 2))
        #expect(batch.events.map(\.item) == [0, 2])
        #expect(batch.scheduled.count == 1)
    }

    @Test(
        "the same payment with other content is a dead letter and changes nothing",
        arguments: [
            { $0.amountMinor += 1 }, { $0.currency = "USD" }, { $0.payer = "wallet:eve" }, { $0.payee = "biller:gas" },
            { $0.bill = "INV-2" }, { $0.kind = .transfer },
        ] as [@Sendable (inout Sample) -> Void])
    func conflicts(change: @Sendable (inout Sample) -> Void) throws {
        for isTogether in [true, false] {
            let desk = try Desk()
            let sample = Sample()
            var other = sample
            change(&other)
            try desk.run(announced())
            if !isTogether { try desk.run(sample.message()) }
            let batch = try isTogether ? desk.run(sample.message(), other.message()) : desk.run(other.message())
            #expect(batch.events.isEmpty)
            #expect(batch.deadLetters.map(\.refusal.code) == ["idempotency_conflict"])
            #expect(batch.deadLetters.map(\.item) == [isTogether ? 1 : 0])
            let body = try desk.call(sample.payment).body
            #expect(BillerInstruction(callBody: body)?.amountMinor == sample.amountMinor)
        }
    }

    @Test("the message's trace goes with the call")
    func trace() throws {
        let desk = try Desk()
        let sample = Sample()
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        try desk.run(announced())
        let item = Item<BillingMessage, BillerOutcome>(
            lane: 1, cause: .message(try sample.message(), desk.origin()), traceparent: trace)
        let batch = try BatchRunner(worker: desk.worker, connection: desk.database.connection).run([item], now: 1)
        let call = try #require(batch.scheduled.first?.call)
        #expect(BillerInstruction(callBody: call.body)?.traceparent == trace)
        let header = TraceParent.header(for: sample.payment, parent: trace)
        #expect(header.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
        #expect(header.hasSuffix("-01") && header != trace && header.utf8.count == 55)
        #expect(TraceParent.header(for: sample.payment, parent: nil).utf8.count == 55)
    }
}
