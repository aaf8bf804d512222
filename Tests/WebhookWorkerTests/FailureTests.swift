import Lane
import Messages
import Payments
import TestSupport
import Testing
import WebhookWorker
import Webhooks

@Suite("Endpoints that fail", .serialized)
struct FailureTests {
    @Test(
        "every answer but 2xx is tried again until it is one, with the same id",
        arguments: [
            ("500", "http_5xx"), ("404", "http_4xx"), ("redirect", "http_3xx"), ("large", "response_too_large"),
            ("close", "connection_lost"),
        ])
    func retried(answer: String, code: String) async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try receiver.answer(answer)
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample().rejected())
        try await desk.performDue()
        #expect(try desk.database.deliveries() == ["payment.rejected queued \(code) 1"])
        #expect(try desk.database.endpoints() == ["(failing)"])
        try receiver.answer("204")
        try await desk.settle()
        let requests = try receiver.requests()
        #expect(requests.allSatisfy { $0.path == "/" }, "a redirect is not followed")
        #expect(Set(requests.map(\.id)).count == 1)
        #expect(try desk.database.deliveries() == ["payment.rejected delivered - \(requests.count)"])
        #expect(try desk.database.endpoints() == ["-"])
    }

    @Test("an endpoint that hangs is left after its time")
    func hangs() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk(requestTimeout: .milliseconds(300))
        try receiver.answer("hang")
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample().rejected())
        try await desk.performDue()
        #expect(try desk.database.deliveries() == ["payment.rejected queued timed_out 1"])
    }

    @Test("pauses double from the first to the longest, and Retry-After is heeded")
    func pauses() async throws {
        let receiver = try await WebhookReceiver()
        var policy = Desk.quick
        policy.retries = RetrySchedule(first: .seconds(5), longest: .seconds(600))
        let desk = try Desk(policy: policy)
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample().rejected())
        var pauses: [Int64] = []
        for answer in ["500", "500", "500", "429 300"] {
            try receiver.answer(answer)
            // An old call is made anew first, which takes a lap.
            for _ in 0..<2 {
                try await desk.performDue()
                pauses.append(((desk.calls.values.first?.dueAt ?? 0) - desk.now) / 1_000_000)
                if pauses.last == 0 { pauses.removeLast() } else { break }
            }
            desk.later += .seconds(601)
        }
        #expect(pauses.count == 4)
        for (pause, range) in zip(pauses, [1...5, 4...10, 9...20, 299...600]) {
            #expect(range.contains(Int(pause)), "\(pauses)")
        }
    }

    @Test("a delivery is given up after its time, the next event follows, and its owner can have it sent again")
    func givenUp() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try receiver.answer("500")
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample().debited(), Sample().credited())
        try await desk.settle(laps: 3)
        #expect(try receiver.requests().allSatisfy { $0.type == "payment.debited" })
        desk.later = .seconds(3 * 86_400 - 60)
        // Not yet three days of failures for the endpoint: only the delivery's time is over.
        try desk.database.execute("UPDATE endpoint SET failing_since = now() + interval '2 days'")
        desk.later = .seconds(3 * 86_400 + 60)
        try receiver.answer("503")
        try await desk.performDue()
        try await desk.performDue()
        #expect(try desk.database.deliveries().first?.hasPrefix("payment.debited failed http_5xx") == true)
        try receiver.answer("200")
        try await desk.settle()
        #expect(try receiver.requests().last?.type == "payment.settled")

        let first = try #require(try receiver.requests().first)
        let id = try #require(PaymentID(first.id))
        try desk.run(.requested(WebhookRequested(webhook: shop, action: .resend, delivery: id)))
        try await desk.settle()
        #expect(try receiver.requests().last?.id == first.id)
        #expect(try desk.database.deliveries().map { $0.split(separator: " ")[1] } == ["delivered", "delivered"])
    }

    @Test("an endpoint with nothing but failures for days is disabled, and told again once its owner enables it")
    func disabled() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try receiver.answer("500")
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample(1).rejected(), Sample(2).rejected())
        try await desk.performDue()
        desk.later = .seconds(4 * 86_400)
        try await desk.settle(laps: 4)
        #expect(try desk.database.endpoints() == ["failing"])
        #expect(try desk.database.deliveries().allSatisfy { !$0.contains("queued") })
        try desk.run(Sample(3).rejected())
        #expect(desk.calls.isEmpty, "it is told nothing")

        try receiver.answer("200")
        try desk.run(endpoint(receiver.url, version: 2, trial: 1))
        #expect(try desk.database.endpoints() == ["failing"], "another change does not enable it")
        try desk.run(endpoint(receiver.url, version: 3, trial: 2))
        try desk.run(Sample(4).rejected())
        try await desk.settle()
        #expect(try receiver.requests().last?.field("payment_id") == Sample(4).payment.description)
    }

    @Test("410 disables an endpoint at once and drops what waits")
    func gone() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try receiver.answer("410")
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample().debited(), Sample().credited())
        try await desk.settle()
        #expect(try desk.database.endpoints() == ["gone"])
        #expect(
            try desk.database.deliveries() == [
                "payment.debited failed gone 1", "payment.settled dropped endpoint_disabled 0",
            ])
    }

    @Test("a deleted endpoint gets nothing that was still waiting for its next attempt")
    func deleted() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk()
        try receiver.answer("500")
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample().debited())
        try await desk.performDue()
        try desk.run(endpoint(receiver.url, version: 2, state: .deleted))
        desk.later = .seconds(120)
        let before = try receiver.requests().count
        try desk.run(desk.calls.values.map { .done($0, .stale) })
        try await desk.settle()
        #expect(try receiver.requests().count == before)
        #expect(try desk.database.deliveries() == ["payment.debited dropped endpoint_deleted 1"])
    }

    @Test("after failures in a row an endpoint is left alone, and nothing counts as an attempt meanwhile")
    func breaker() async throws {
        let receiver = try await WebhookReceiver()
        var policy = Desk.quick
        policy.breakerFailures = 2
        policy.breakerPause = .seconds(60)
        let desk = try Desk(policy: policy)
        try receiver.answer("500")
        try desk.run(endpoint(receiver.url))
        try desk.run(Sample(1).rejected(), Sample(2).rejected(), Sample(3).rejected())
        try await desk.settle(laps: 10)
        #expect(try receiver.requests().count == 2)
        #expect(try desk.database.deliveries().map { $0.suffix(1) }.sorted() == ["0", "1", "1"])
        #expect(
            desk.worker.connectorStates() == [
                ConnectorState(name: "webhook/\(shop)", health: .open)
            ])
    }

    @Test("an address that is not public is not connected to, even when the URL was announced by mistake")
    func addresses() async throws {
        let receiver = try await WebhookReceiver()
        let desk = try Desk(addresses: [])
        let names = ["localhost:\(receiver.port)", "127.0.0.1:\(receiver.port)"]
        for (number, name) in names.enumerated() {
            try desk.run(endpoint("http://\(name)/", version: Int64(number + 1)))
            try desk.run(Sample(UInt64(number)).rejected())
        }
        try await desk.performDue()
        #expect(try receiver.requests().isEmpty)
        #expect(
            try Set(desk.database.deliveries()) == [
                "payment.rejected queued address_refused 1", "payment.rejected queued url_not_allowed 1",
            ])
    }
}
