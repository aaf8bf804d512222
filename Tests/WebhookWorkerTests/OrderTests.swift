import Lane
import Messages
import Payments
import TestSupport
import Testing
import WebhookWorker
import Webhooks

@Suite("The order of a payment's events", .serialized)
struct OrderTests {
    @Test("what became of a debit waits for the debit, on whichever lane that comes")
    func waits() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample().credited())
        try await desk.settle()
        #expect(try receiver.requests().isEmpty)
        try desk.run(Sample().debited())
        try await desk.settle()
        #expect(try receiver.requests().map(\.type) == ["payment.debited", "payment.settled"])
    }

    @Test("it does not wait for ever, nor where the debit was not asked for")
    func impatience() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample().credited())
        desk.later = .seconds(61)
        try await desk.settle()
        #expect(try receiver.requests().map(\.type) == ["payment.settled"])
        desk.later = .zero
        try desk.run(endpoint(receiver.url, version: 2, events: [.paymentRefunded]))
        try desk.run(Sample(2).credited(.refunded))
        try await desk.settle()
        #expect(try receiver.requests().map(\.type) == ["payment.settled", "payment.refunded"])
    }

    @Test("a failing event holds up its own payment and no other")
    func heldUp() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try receiver.answer("500")
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample(1).debited(), Sample(1).credited())
        try await desk.performDue()
        try receiver.answer("200")
        try desk.run(Sample(2).debited(), Sample(2).credited())
        let second = Sample.text(2)
        try await desk.performDue()
        try await desk.settle()
        let requests = try receiver.requests()
        #expect(
            requests.filter { $0.field("payment_id") == second }.map(\.type) == [
                "payment.debited", "payment.settled",
            ])
        let first = requests.filter { $0.field("payment_id") != second }.map(\.type)
        #expect(first.last == "payment.settled" && first.dropLast().allSatisfy { $0 == "payment.debited" })
    }

    @Test("two processes that hear of one payment on two lanes at once leave it neither stuck nor out of order")
    func concurrency() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try desk.run(endpoint(receiver.url))
        let samples = try (1...60).map { try Sample(UInt64($0)) }
        let origin = Origin(topic: "t", partition: 0, offset: 0, timestamp: 0)
        let debits = try samples.map { Desk.Cause.message(try $0.debited(), origin) }
        let credits = try samples.shuffled().map { Desk.Cause.message(try $0.credited(), origin) }
        try await desk.race(debits, credits)
        try await desk.settle()
        let requests = try receiver.requests()
        #expect(requests.count == 120)
        for sample in samples {
            let types = requests.filter { $0.field("payment_id") == sample.payment.description }.map(\.type)
            #expect(types == ["payment.debited", "payment.settled"])
        }
    }
}

extension Sample {
    static func text(_ number: UInt64) -> String { (try? Sample(number).payment.description) ?? "" }
}
