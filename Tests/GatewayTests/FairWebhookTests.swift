import Foundation
import TestSupport
import Testing

@Suite("Webhooks of many businesses", .serialized)
struct FairWebhookTests {
    @Test("16 endpoints of one business that answer late make no other business's webhooks wait")
    func slowBusiness() async throws {
        let ground = try await Ground()
        let (slow, quick) = (try await WebhookReceiver(), try await WebhookReceiver())
        let heavy = try await ground.funded("heavy", amount: "1000.00", role: "business")
        let light = try await ground.person("light", role: "business")
        let ann = try await ground.funded("ann")
        for number in 0..<16 {
            let made = try await heavy.call("POST", "/v1/webhooks", ["url": slow.url + "/\(number)"])
            #expect(made.status == 201, "\(made.text)")
        }
        let made = try await light.call("POST", "/v1/webhooks", ["url": quick.url])
        let address = "/v1/webhooks/\(try #require(made.texts["webhook_id"]))"
        let isKnown = try await eventually(within: .seconds(30)) {
            try await light.call("POST", address + "/test").status == 202
        }
        #expect(isKnown)
        var count = 1
        #expect(try await eventually { try quick.requests().count == count })
        let alone = try await delay(ann, to: light, quick, &count)

        try slow.answer("slow 6")
        for _ in 0..<12 {
            _ = try await heavy.call("POST", "/v1/accounts/\(heavy.account)/deposit", ["amount": "1.00"])
        }
        let isBusy = try await eventually(within: .seconds(20)) { try slow.requests().count >= 20 }
        #expect(isBusy)
        let beside = try await delay(ann, to: light, quick, &count)
        #expect(beside < .seconds(2), "\(beside) beside the slow one, \(alone) alone")
        try slow.answer("200")
        await ground.stop()
    }

    /// How long five payments' webhooks take, from being settled to being told.
    private func delay(
        _ ann: Client, to light: Client, _ receiver: WebhookReceiver, _ count: inout Int
    ) async throws -> Duration {
        var longest = Duration.zero
        for _ in 0..<5 {
            let reply = try await ann.call(
                "POST", "/v1/transactions/create",
                ["source_account_id": ann.account, "destination_account_id": light.account, "amount": "0.10"],
                headers: ["Prefer": "wait=20"])
            #expect(reply.texts["status"] == "settled", "\(reply.text)")
            let settled = ContinuousClock.now
            count += 2
            let isTold = try await eventually(within: .seconds(30)) { [count] in try receiver.requests().count >= count
            }
            #expect(isTold)
            longest = max(longest, .now - settled)
        }
        return longest
    }
}
