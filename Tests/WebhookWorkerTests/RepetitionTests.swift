import Messages
import Payments
import TestSupport
import Testing
import WebhookWorker
import Webhooks

/// What is said once more is about something that happened before.
@Suite("Endpoints and what is said again", .serialized)
struct RepetitionTests {
    private static let before = Timestamp(microseconds: Timestamp.now().microseconds - 3_600_000_000)

    private func queued(_ desk: Desk) throws -> [String] { try desk.database.deliveries() }

    @Test("a new endpoint is not told of what happened before it was announced, and of what happens now it is")
    func newEndpoint() throws {
        let desk = try Desk()
        try desk.run(endpoint("http://127.0.0.1:1/new"))
        try desk.run(Sample(1).debited(decidedAt: Self.before), Sample(1).credited(decidedAt: Self.before))
        #expect(try queued(desk) == [])
        try desk.run(Sample(2).debited())
        #expect(try queued(desk) == ["payment.debited queued - 0"])
    }

    @Test("one that was there then is told, when the first word got lost")
    func healed() throws {
        let desk = try Desk()
        try desk.run(endpoint("http://127.0.0.1:1/old"))
        let since = Timestamp(microseconds: desk.now + 1_000)
        try desk.run(Sample(1).debited(decidedAt: since))
        #expect(try queued(desk) == ["payment.debited queued - 0"])
    }

    @Test("an account, an event or a trial that came later is new as well; another URL or secret is not")
    func changes() throws {
        for (place, change) in [
            endpoint("http://127.0.0.1:1/b", version: 2, generation: 2),
            endpoint("http://127.0.0.1:1/a", version: 2, accounts: ["ann", "shop"]),
            endpoint("http://127.0.0.1:1/a", version: 2, trial: 2),
        ].enumerated() {
            let desk = try Desk()
            try desk.run(endpoint("http://127.0.0.1:1/a"))
            let then = Timestamp(microseconds: desk.now)
            desk.later = .seconds(60)
            try desk.run(change)
            try desk.run(Sample(1).debited(decidedAt: then))
            #expect(try queued(desk).isEmpty == (place == 2), "\(place)")
        }
        let desk = try Desk()
        try desk.run(endpoint("http://127.0.0.1:1/a", events: [.paymentSettled]))
        let then = Timestamp(microseconds: desk.now)
        desk.later = .seconds(60)
        try desk.run(endpoint("http://127.0.0.1:1/a", version: 2, events: [.paymentSettled, .paymentDebited]))
        try desk.run(Sample(1).debited(decidedAt: then))
        #expect(try queued(desk) == [])
    }
}
