import BillingWorker
import Lane
import Payments
import Testing

@Suite("What came of asking a biller")
struct EndingTests {
    private func asked(_ sample: Sample = Sample()) throws -> Desk {
        let desk = try Desk()
        try desk.run(announced())
        try desk.run(sample.message())
        return desk
    }

    @Test("accepted: paid, with the receipt; refused: failed, with the reason")
    func decided() throws {
        let sample = Sample()
        let accepted = try asked(sample)
        #expect(
            try accepted.end(sample.payment, .accepted(receipt: "R-1")).events.map(\.event) == [
                try sample.paid(receipt: "R-1").event()
            ])
        let refused = try asked(sample)
        #expect(
            try refused.end(sample.payment, .refused(.alreadyPaid)).events.map(\.event) == [
                try sample.failed(.alreadyPaid).event()
            ])
        #expect(accepted.calls.isEmpty && refused.calls.isEmpty)
        #expect(try accepted.invoice(sample.payment)?.lastCode == "accepted")
        #expect(try refused.invoice(sample.payment)?.lastCode == "refused_already_paid")
    }

    @Test("unknown is never a failure: the same is asked again, later each time, until it is known")
    func unknown() throws {
        let sample = Sample()
        let desk = try asked(sample)
        for attempt in 1...20 {
            let batch = try desk.end(sample.payment, .lost)
            #expect(batch.events.isEmpty)
            let call = try desk.call(sample.payment)
            #expect(call.attempt == Int32(attempt))
            let delay = call.dueAt - desk.now
            let expected = Int64(min(20 << (attempt - 1), 200)) * 1_000
            #expect(delay >= expected / 2 && delay <= expected)
        }
        #expect(try desk.invoice(sample.payment)?.tries == 20)
        #expect(try desk.invoice(sample.payment)?.state == "open")
        #expect(try desk.end(sample.payment, .accepted(receipt: nil)).events.count == 1)
    }

    @Test("a try that certainly reached nobody does not count as sent; one after a crash may have been")
    func unsent() throws {
        let sample = Sample()
        let desk = try asked(sample)
        for _ in 1...3 {
            try desk.end(sample.payment, .unreached)
            #expect(try desk.call(sample.payment).attempt == 0)
        }
        var recovered = try desk.call(sample.payment)
        recovered.recovered = true
        try desk.run([.done(recovered, .unreached)])
        #expect(try desk.call(sample.payment).attempt == 1)
        #expect(try desk.call(sample.payment).recovered == false)
        try desk.end(sample.payment, .unreached)
        #expect(try desk.call(sample.payment).attempt == 1)
    }

    @Test("it is asked before it is ordered exactly when an order may have gone out before")
    func asksFirst() async throws {
        struct Echo: BillerConnector {
            func pay(_ instruction: BillerInstruction, asksFirst: Bool) async -> BillerOutcome {
                .unknown(BillerDoubt(asksFirst ? "asked" : "ordered"))
            }
        }
        let sample = Sample()
        let desk = try Desk(connector: Echo())
        try desk.run(announced())
        try desk.run(sample.message())
        var call = try desk.call(sample.payment)
        #expect(await desk.worker.perform(call) == .unknown(BillerDoubt("ordered")))
        call.recovered = true
        #expect(await desk.worker.perform(call) == .unknown(BillerDoubt("asked")))
        try desk.end(sample.payment, .lost)
        #expect(await desk.worker.perform(try desk.call(sample.payment)) == .unknown(BillerDoubt("asked")))
    }

    @Test("what the biller asks for is granted: not before Retry-After or the breaker's time")
    func retryAfter() throws {
        let sample = Sample()
        let desk = try asked(sample)
        try desk.end(sample.payment, .unknown(BillerDoubt("http_429", wasSent: true, retryAfter: .milliseconds(150))))
        #expect(try desk.call(sample.payment).dueAt >= desk.now + 150_000)
        try desk.end(sample.payment, .unknown(BillerDoubt("http_429", wasSent: true, retryAfter: .seconds(3_600))))
        #expect(try desk.call(sample.payment).dueAt <= desk.now + 300_000)
    }

    @Test("who only stood in line comes back soon, however often, and that counts as no try")
    func busy() throws {
        let sample = Sample()
        let desk = try asked(sample)
        for _ in 1...10 {
            try desk.end(sample.payment, .unknown(BillerDoubt("biller_busy", wasTried: false)))
            let call = try desk.call(sample.payment)
            #expect(call.attempt == 0 && call.dueAt <= desk.now + 20_000)
        }
        let invoice = try #require(try desk.invoice(sample.payment))
        #expect(invoice.tries == 0 && invoice.lastTryAt == nil && invoice.lastCode == "biller_busy")
    }

    @Test("a second and different answer about a decided payment changes nothing and says nothing")
    func oneOutcome() throws {
        let sample = Sample()
        let desk = try asked(sample)
        let call = try desk.call(sample.payment)
        try desk.end(sample.payment, .accepted(receipt: "R-1"))
        for outcome in [BillerOutcome.accepted(receipt: "R-2"), .refused(.expired), .lost] {
            let batch = try desk.run([.done(call, outcome)])
            #expect(batch.events.isEmpty && batch.scheduled.isEmpty)
        }
        let invoice = try #require(try desk.invoice(sample.payment))
        #expect(invoice.state == "paid" && invoice.receipt == "R-1")
    }

    @Test("two different answers in one batch: the first counts")
    func oneOutcomeInBatch() throws {
        let sample = Sample()
        let desk = try asked(sample)
        let call = try desk.call(sample.payment)
        let batch = try desk.run([
            .done(call, .refused(.expired)), .done(call, .accepted(receipt: "R-1")),
            .message(try sample.message(), desk.origin()),
        ])
        #expect(batch.events.map(\.event) == Array(repeating: try sample.failed(.expired).event(), count: 2))
    }

    @Test("an answer that contradicts the question is kept for people to see, also after a right one")
    func suspicious() throws {
        let sample = Sample()
        let desk = try asked(sample)
        let doubt = BillerDoubt("wrong_amount", wasSent: true, isSuspicious: true)
        #expect(try desk.end(sample.payment, .unknown(doubt)).events.isEmpty)
        #expect(try desk.invoice(sample.payment)?.suspicious == "wrong_amount")
        try desk.end(sample.payment, .lost)
        try desk.end(sample.payment, .accepted(receipt: nil))
        let invoice = try #require(try desk.invoice(sample.payment))
        #expect(invoice.suspicious == "wrong_amount" && invoice.state == "paid" && invoice.lastCode == "accepted")
    }

    @Test("a call whose body cannot be read is written anew from the invoice")
    func unreadable() async throws {
        let sample = Sample()
        let desk = try asked(sample)
        var call = try desk.call(sample.payment)
        call.body = [1, 2, 3]
        let outcome = await desk.worker.perform(call)
        #expect(outcome == .unknown(BillerDoubt("unreadable_call")))
        try desk.run([.done(call, outcome)])
        let instruction = BillerInstruction(callBody: try desk.call(sample.payment).body)
        #expect(instruction == (try sample.instruction(endpoint: "http://127.0.0.1:1/power")))
    }

    @Test("calls for payments that nobody knows are forgotten")
    func strangers() throws {
        let desk = try Desk()
        let call = Call(kind: "pay_biller", key: Sample().payment.description, place: .outside)
        let batch = try desk.run([
            .done(call, .accepted(receipt: nil)), .done(Call(kind: "x", key: "y", place: .outside), .lost),
        ])
        #expect(batch.events.isEmpty && batch.scheduled.isEmpty)
    }
}
