import Lane
import Messages
import Payments
import TestSupport
import Testing
import WebhookWorker
import Webhooks

@Suite("What endpoints are sent", .serialized)
struct DeliveryTests {
    @Test("a payment's events arrive once each, in order, signed so that Python's hmac agrees, with the payer's words")
    func signed() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        let sample = try Sample()
        try desk.run(endpoint(receiver.url + "/hooks?tenant=7"))
        try desk.run(sample.debited(), sample.credited(), sample.debited())
        try await desk.settle()
        try desk.run(sample.debited(), sample.credited())
        try await desk.settle()

        let requests = try receiver.requests()
        #expect(requests.map(\.type) == ["payment.debited", "payment.settled"])
        #expect(requests.allSatisfy { $0.path == "/hooks?tenant=7" && $0.contentType == "application/json" })
        #expect(requests.allSatisfy { $0.field("id") == $0.id && $0.field("reference") == "Dinner" })
        let expected = [
            "payment_id": sample.payment.description, "kind": "transfer", "status": "settled", "is_final": "1",
            "source_account_id": "ann", "destination_account_id": "shop", "amount": "12.50", "amount_minor": "1250",
            "currency": "EUR",
        ]
        for (name, value) in expected { #expect(requests.last?.field(name) == value, "\(name)") }
        let secrets = try #require(WebhookSecrets(root: Desk.root))
        let secret = secrets.text(webhook: shop.description, generation: 1)
        for request in requests { #expect(try await WebhookReceiver.verifies(request, secret: secret)) }
        let other = secrets.text(webhook: shop.description, generation: 2)
        #expect(try await WebhookReceiver.verifies(try #require(requests.first), secret: other) == false)
        #expect(
            try desk.database.deliveries() == ["payment.debited delivered - 1", "payment.settled delivered - 1"])
        #expect(try desk.database.everything().contains(secret) == false)
    }

    @Test("only the events and accounts that were asked for; both sides of a payment are told")
    func interest() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        let other = PaymentID(high: 1, low: 2)
        try desk.run(
            endpoint(receiver.url + "/payee", events: [.paymentSettled]),
            endpoint(receiver.url + "/payer", accounts: ["x", "ann"], events: [.paymentRejected], id: other))
        try desk.run(Sample().debited(), Sample().credited(), Sample(2).rejected(), Sample(3).credited(.refunded))
        try await desk.settle()
        #expect(
            try receiver.requests().map { "\($0.path) \($0.type)" }.sorted() == [
                "/payee payment.settled", "/payer payment.rejected",
            ])
        let rejected = try #require(try receiver.requests().first { $0.path == "/payer" })
        #expect(rejected.field("amount") == "-5" && rejected.field("currency") == "bitcoin")
        #expect(rejected.field("reason") == "unknown_currency")
        // Another version: what the older one said of accounts counts no more.
        try desk.run(endpoint(receiver.url + "/payee", version: 2, accounts: ["elsewhere"]))
        try desk.run(Sample(4).debited())
        #expect(desk.calls.isEmpty)
    }

    @Test("an older announcement never replaces a newer one")
    func versions() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try desk.run(endpoint(receiver.url + "/new", version: 3), endpoint(receiver.url + "/old", version: 2))
        try desk.run(endpoint(receiver.url + "/old", version: 1))
        try desk.run(Sample().rejected())
        try await desk.settle()
        #expect(try receiver.requests().map(\.path) == ["/new"])
    }

    @Test("during a rotation's grace both secrets verify, after it the new one only")
    func rotation() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        let soon = Timestamp(microseconds: Timestamp.now().microseconds + 60_000_000)
        try desk.run(endpoint(receiver.url, generation: 2, formerSecrets: [soon]))
        try desk.run(Sample(1).rejected())
        try await desk.settle()
        let past = Timestamp(microseconds: Timestamp.now().microseconds - 1_000_000)
        try desk.run(endpoint(receiver.url, version: 2, generation: 2, formerSecrets: [past]))
        try desk.run(Sample(2).rejected())
        try await desk.settle()
        let requests = try receiver.requests()
        let secrets = try #require(WebhookSecrets(root: Desk.root))
        var verified: [Bool] = []
        for request in requests {
            for generation in [Int32(1), 2] {
                let secret = secrets.text(webhook: shop.description, generation: generation)
                verified.append(try await WebhookReceiver.verifies(request, secret: secret))
            }
        }
        #expect(verified == [true, true, false, true])
    }

    @Test("after rotating twice every secret whose time is not over verifies, and one whose time is over does not")
    func rotatedTwice() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        let now = Timestamp.now().microseconds
        let times = [now + 90_000_000, now + 60_000_000, now - 1_000_000].map { Timestamp(microseconds: $0) }
        try desk.run(endpoint(receiver.url, generation: 4, formerSecrets: times))
        try desk.run(Sample(1).rejected())
        try await desk.settle()
        let request = try #require(try receiver.requests().first)
        let secrets = try #require(WebhookSecrets(root: Desk.root))
        var verified: [Bool] = []
        for generation in [Int32(4), 3, 2, 1] {
            let secret = secrets.text(webhook: shop.description, generation: generation)
            verified.append(try await WebhookReceiver.verifies(request, secret: secret))
        }
        #expect(verified == [true, true, true, false])
    }

    @Test("calls are counted by whose endpoint they go to; an endpoint of an unknown owner by itself")
    func owners() throws {
        let desk = try Desk()
        let (business, other) = (PaymentID(high: 7, low: 7), PaymentID(high: 8, low: 8))
        try desk.run(
            endpoint("http://127.0.0.1:1/a", owner: business),
            endpoint("http://127.0.0.1:1/b", id: other, owner: business))
        try desk.run(Sample(1).rejected())
        let shares = desk.calls.values.compactMap { desk.worker.share(of: $0) }
        #expect(shares.count == 2 && Set(shares.map(\.owner)) == [business.description])
        #expect(Set(shares.map(\.target)) == [shop.description, other.description])
        try desk.run(endpoint("http://127.0.0.1:1/a", version: 2))
        try desk.run(Sample(2).rejected())
        #expect(desk.calls.values.contains { desk.worker.share(of: $0)?.owner == shop.description })
    }

    @Test("a process that ends between the answer and its record sends again, with the same webhook-id and body")
    func crash() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample().rejected())
        let call = try #require(desk.calls.values.first)
        #expect(await desk.worker.perform(call) == .delivered(status: 200))
        // The outcome is lost; the call is read back from the database.
        try await desk.settle()
        let requests = try receiver.requests()
        #expect(requests.count == 2)
        #expect(Set(requests.map(\.id)).count == 1 && Set(requests.map(\.body)).count == 1)
        #expect(try desk.database.deliveries() == ["payment.rejected delivered - 1"])
    }

    @Test("a ping goes to the one who asked, is not tried again, and says nothing of payments")
    func ping() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        let ids = (0..<3).map { PaymentID.timeOrdered(milliseconds: Timestamp.now().microseconds / 1_000 + $0) }
        func ping(_ id: PaymentID, of webhook: PaymentID = shop) -> WebhookMessage {
            .requested(WebhookRequested(webhook: webhook, action: .ping, delivery: id))
        }
        try desk.run(endpoint(receiver.url))
        try desk.run(ping(ids[0]), ping(ids[0]), ping(ids[2], of: PaymentID(high: 9, low: 9)))
        try await desk.settle()
        try receiver.answer("500")
        try desk.run(ping(ids[1]))
        try await desk.settle()
        let requests = try receiver.requests()
        #expect(requests.map(\.id) == [ids[0].description, ids[1].description])
        #expect(requests.allSatisfy { $0.type == "webhook.ping" && $0.body.hasSuffix(#""data":{}}"#) })
        #expect(try desk.database.deliveries() == ["webhook.ping delivered - 1", "webhook.ping failed http_5xx 1"])
        #expect(try desk.database.endpoints() == ["-"])
    }
}
