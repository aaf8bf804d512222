import BillingWorker
import Lane
import Messages
import Payments
import Testing

@Suite("Cancelling")
struct CancelTests {
    private let sample = Sample()

    private func asked(
        connector: any BillerConnector = NoConnector(), unseenAfter: Duration = .seconds(60)
    ) throws -> Desk {
        let desk = try Desk(connector: connector, unseenAfter: unseenAfter)
        try desk.run(announced())
        try desk.run(sample.message())
        return desk
    }

    @Test("before the debit it is remembered: the debit fails, and nobody is asked", arguments: [true, false])
    func beforeDebit(inOneBatch: Bool) throws {
        let desk = try Desk()
        try desk.run(announced())
        let cancel = BillingMessage.cancelRequested(PaymentCancelRequested(payment: sample.payment))
        var events = inOneBatch ? [] : try desk.run(cancel).events
        #expect(events.isEmpty)
        events = inOneBatch ? try desk.run(cancel, sample.message()).events : try desk.run(sample.message()).events
        #expect(events.map(\.event) == [try sample.failed(.cancelled).event()])
        #expect(desk.calls.values.allSatisfy { $0.kind == "cancel" })
        // Its second look finds the work done.
        #expect(try desk.run([.due(try desk.call(sample.payment, "cancel"))]).events.isEmpty)
        #expect(desk.calls.isEmpty)
        #expect(try desk.invoice(sample.payment)?.tries == nil)
    }

    @Test("a debit that was decided at the same moment is found by a later look")
    func bothAtOnce() throws {
        let desk = try Desk()
        try desk.run(announced())
        try desk.cancel(sample.payment)
        // The debit's process does not see the cancellation yet.
        try desk.database.admin.execute(script: "CREATE TABLE later AS TABLE cancellation; DELETE FROM cancellation")
        try desk.run(sample.message())
        try desk.end(sample.payment, .unreached)
        try desk.database.admin.execute(script: "INSERT INTO cancellation SELECT * FROM later")
        let look = try desk.call(sample.payment, "cancel")
        #expect(look.dueAt > desk.now && look.place == .inside)
        #expect(
            try desk.run([.due(look)]).events.map(\.event) == [try sample.failed(.cancelled).event()])
    }

    @Test("for a payment that never comes it looks a few times, and then rests")
    func strangers() throws {
        let desk = try Desk()
        try desk.cancel(sample.payment)
        var looks = 0
        while let call = desk.calls.values.first {
            looks += 1
            try #require(looks < 20)
            try desk.run([.due(call)])
        }
        #expect(looks == 6 && desk.published.isEmpty)
    }

    @Test("between two tries that reached nobody it fails at once, and its next try does nothing")
    func neverOrdered() throws {
        let desk = try asked()
        try desk.end(sample.payment, .unreached)
        #expect(try desk.cancel(sample.payment).events.map(\.event) == [try sample.failed(.cancelled).event()])
        let retry = try desk.retry(sample.payment)
        #expect(retry.events.isEmpty && retry.scheduled.isEmpty)
        try desk.saveCalls()
        #expect(try desk.database.admin.query(BillingAudit()).isEmpty)
        #expect(try desk.database.admin.query(CancellationOf(payment: sample.payment)).count == 1)
    }

    @Test("while a call is under way its result decides")
    func underWay() throws {
        let paid = try asked()
        #expect(try paid.cancel(sample.payment).events.isEmpty)
        #expect(
            try paid.end(sample.payment, .accepted(receipt: nil)).events.map(\.event) == [try sample.paid().event()])

        let unreached = try asked()
        try unreached.cancel(sample.payment)
        #expect(
            try unreached.end(sample.payment, .unreached).events.map(\.event) == [
                try sample.failed(.cancelled).event()
            ])
        #expect(unreached.calls.isEmpty)

        let refused = try asked()
        try refused.cancel(sample.payment)
        #expect(
            try refused.end(sample.payment, .refused(.expired)).events.map(\.event) == [
                try sample.failed(.expired).event()
            ])
    }

    @Test("what may have been ordered is only asked about from then on, and fails once it was surely never seen")
    func mayBeOrdered() async throws {
        let desk = try asked(connector: Recorder(), unseenAfter: .seconds(30))
        try desk.cancel(sample.payment)
        #expect(try desk.end(sample.payment, .lost).events.isEmpty)
        let call = try desk.call(sample.payment)
        #expect(call.kind == "ask_biller" && call.place == .outside)
        #expect(await desk.worker.perform(call) == .unknown(BillerDoubt("only_asked")))
        // An order may still be on its way.
        let orderedAt = desk.now
        #expect(try desk.end(sample.payment, .unseen).events.isEmpty)
        #expect(try desk.call(sample.payment).dueAt == orderedAt + 30_000_000)
        #expect(try desk.end(sample.payment, .unknown(BillerDoubt("http_503"))).events.isEmpty)
        desk.now = orderedAt + 30_000_000
        #expect(
            try desk.end(sample.payment, .unseen).events.map(\.event) == [try sample.failed(.cancelled).event()])
        #expect(desk.calls.isEmpty)
    }

    @Test("between two tries, what may have been ordered is asked about at once, and later instead of the next try")
    func betweenTries() throws {
        let desk = try asked(unseenAfter: .seconds(1))
        try desk.end(sample.payment, .lost)
        #expect(try desk.cancel(sample.payment).events.isEmpty)
        let once = try desk.call(sample.payment, "ask_biller_once")
        #expect(once.place == .outside && once.dueAt == desk.now)
        #expect(try desk.run([.done(once, .unknown(BillerDoubt("pending")))]).scheduled.isEmpty)
        try desk.retry(sample.payment)
        #expect(try desk.call(sample.payment).kind == "ask_biller")
        try desk.saveCalls()
        #expect(try desk.database.admin.query(BillingAudit()).isEmpty)
        #expect(
            try desk.end(sample.payment, .accepted(receipt: "R-1")).events.map(\.event) == [
                try sample.paid(receipt: "R-1").event()
            ])
    }

    @Test("the quick question can decide too", arguments: [true, false])
    func asksOnce(isPaid: Bool) throws {
        let desk = try asked(unseenAfter: .milliseconds(10))
        try desk.end(sample.payment, .lost)
        desk.now += 10_000
        try desk.cancel(sample.payment)
        let once = try desk.call(sample.payment, "ask_biller_once")
        let events = try desk.run([.done(once, isPaid ? .accepted(receipt: nil) : .unseen)]).events.map(\.event)
        #expect(events == [isPaid ? try sample.paid().event() : try sample.failed(.cancelled).event()])
        #expect(try desk.retry(sample.payment).scheduled.isEmpty)
    }

    @Test("a call that still waits for its turn orders nothing any more")
    func recalled() async throws {
        let desk = try asked(connector: Recorder())
        var call = try desk.call(sample.payment)
        #expect(await desk.worker.perform(call) == .unknown(BillerDoubt("ordered", wasSent: true)))
        try desk.cancel(sample.payment)
        let outcome = await desk.worker.perform(call)
        #expect(outcome == .unknown(BillerDoubt("recalled", wasTried: false)))
        call.recovered = true
        #expect(await desk.worker.perform(call) == .unknown(BillerDoubt("only_asked")))
        #expect(
            try desk.end(sample.payment, outcome).events.map(\.event) == [try sample.failed(.cancelled).event()])
    }

    @Test("after the decision it changes nothing, and repeated it says nothing twice")
    func late() throws {
        let desk = try asked()
        try desk.end(sample.payment, .accepted(receipt: nil))
        #expect(try desk.cancel(sample.payment).events.isEmpty)
        #expect(try desk.invoice(sample.payment)?.state == "paid")

        let other = try asked()
        try other.end(sample.payment, .unreached)
        #expect(try other.cancel(sample.payment).events.count == 1)
        #expect(try other.cancel(sample.payment).events.isEmpty)
        // A repeated debit repeats the outcome.
        #expect(try other.run(sample.message()).events.map(\.event) == [try sample.failed(.cancelled).event()])
    }

    @Test("a transfer cannot be cancelled: a dead letter, and nothing is remembered")
    func transfer() throws {
        let desk = try Desk()
        let transfer = Sample.transfer
        try desk.run(transfer.message())
        let batch = try desk.cancel(transfer.payment)
        #expect(batch.deadLetters.map(\.refusal.code) == ["not_cancellable"])
        #expect(batch.events.isEmpty)
        #expect(try desk.database.admin.query(CancellationOf(payment: transfer.payment)).isEmpty)
    }
}

/// Says what it was asked to do.
private struct Recorder: BillerConnector {
    func pay(_ instruction: BillerInstruction, asksFirst: Bool) async -> BillerOutcome {
        .unknown(BillerDoubt("ordered", wasSent: true))
    }

    func ask(_ instruction: BillerInstruction) async -> BillerOutcome { .unknown(BillerDoubt("only_asked")) }
}
