import Foundation
import TestSupport
import Testing

@Suite("Webhooks", .serialized)
struct WebhookTests {
    @Test(
        "a registered endpoint is told of payments, signed by its secret; a rotated secret, a ping and a resend arrive")
    func life() async throws {
        let ground = try await Ground()
        let receiver = try await WebhookReceiver()
        let shop = try await ground.person("shop", role: "business")
        let ann = try await ground.funded("ann")
        let made = try await shop.call("POST", "/v1/webhooks", ["url": receiver.url + "/hooks"])
        #expect(made.status == 201, "\(made.text)")
        let webhook = try #require(made.texts["webhook_id"])
        let first = try #require(made.texts["secret"])
        let address = "/v1/webhooks/\(webhook)"
        #expect(made.header("Location") == address)
        #expect(try await shop.call("GET", address).text.contains("whsec_") == false, "shown once")
        try await ready(shop, address)

        try await pay(shop, from: ann)
        try await arrived(receiver, 3)
        let told = try receiver.requests()
        #expect(told.map(\.type) == ["webhook.ping", "payment.debited", "payment.settled"])
        let payment = try #require(told.last?.field("payment_id"))
        let shown = try await shop.call("GET", "/v1/payments/\(payment)")
        for name in ["kind", "status", "source_account_id", "destination_account_id", "amount", "currency"] {
            #expect(told.last?.field(name) == shown.texts[name], "\(name)")
        }
        #expect(try await WebhookReceiver.verifies(try #require(told.last), secret: first))

        let rotated = try await shop.call("POST", address + "/rotate")
        let second = try #require(rotated.texts["secret"])
        #expect(second != first && rotated.texts["former_secret_until"] != nil)
        try await ready(shop, address)
        try await arrived(receiver, 4)
        let ping = try #require(try receiver.requests().last)
        for secret in [first, second] { #expect(try await WebhookReceiver.verifies(ping, secret: secret)) }
        try await rotateOn(shop, address, receiver, [first, second])

        try await deliveries(shop, address, receiver)
        try await laterAccount(shop, ann, receiver)
        #expect(try await shop.call("DELETE", address).status == 204)
        #expect(try await shop.call("GET", address).code == "webhook_not_found")
        await ground.stop()
    }

    /// Rotating again, as by a double click, ends no secret that is still good; beyond a few it is refused.
    private func rotateOn(
        _ shop: Client, _ address: String, _ receiver: WebhookReceiver, _ known: [String]
    ) async throws {
        var secrets = known
        for _ in 0..<3 {
            secrets.append(try #require(try await shop.call("POST", address + "/rotate").texts["secret"]))
        }
        let refused = try await shop.call("POST", address + "/rotate")
        #expect(refused.status == 429 && refused.code == "too_many_attempts" && refused.header("Retry-After") != nil)
        try await ready(shop, address)
        try await arrived(receiver, 5)
        let ping = try #require(try receiver.requests().last)
        for secret in secrets { #expect(try await WebhookReceiver.verifies(ping, secret: secret)) }
    }

    /// Pages join, and one that has ended is sent again under the same id.
    private func deliveries(_ shop: Client, _ address: String, _ receiver: WebhookReceiver) async throws {
        var seen: [String] = []
        var cursor: String?
        repeat {
            let query = "?limit=3" + (cursor.map { "&cursor=\($0)" } ?? "")
            let page = try await shop.call("GET", address + "/deliveries" + query)
            seen += (0..<3).compactMap { page.texts["items.\($0).delivery_id"] }
            cursor = page.texts["next"]
        } while cursor != nil
        #expect(seen.count == 5 && Set(seen).count == 5 && seen == seen.sorted(by: >))
        let settled = try await eventually {
            try await shop.call("GET", address + "/deliveries").texts["items.2.state"] == "delivered"
        }
        #expect(settled)
        let resent = try await shop.call("POST", address + "/deliveries/\(seen[2])/resend")
        #expect(resent.status == 202 && resent.texts["delivery_id"] == seen[2], "\(resent.text)")
        try await arrived(receiver, 6)
        #expect(try receiver.requests().last?.id == seen[2])
        let nothing = address + "/deliveries/0198c0de-0000-7000-8000-000000000001/resend"
        #expect(try await shop.call("POST", nothing).code == "delivery_not_found")
    }

    /// An account that is opened later belongs to an endpoint that is for all of them.
    private func laterAccount(_ shop: Client, _ ann: Client, _ receiver: WebhookReceiver) async throws {
        var later = shop
        later.account = try #require(
            try await shop.call("POST", "/v1/accounts/create", ["account_type": "business"]).texts["account_id"])
        let isOpen = try await eventually { try await later.account(later.account)["state"] == "open" }
        #expect(isOpen)
        let isTold = try await eventually(within: .seconds(30)) {
            try await pay(later, from: ann)
            return try receiver.requests().contains { $0.field("destination_account_id") == later.account }
        }
        #expect(isTold)
    }

    @Test("URLs, events, accounts, roles, scopes, numbers and states that cannot be are refused with their codes")
    func refusals() async throws {
        let ground = try await Ground()
        let shop = try await ground.person("shop", role: "business")
        let ann = try await ground.person("ann")
        func register(_ change: [String: Any], as client: Client) async throws -> Reply {
            try await client.call("POST", "/v1/webhooks", ["url": "https://shop.example/"].merging(change) { $1 })
        }
        for url in ["https://10.0.0.1/", "http://169.254.169.254/", "ftp://x/", "https://a:b@shop.example/"] {
            let reply = try await register(["url": url], as: shop)
            #expect(
                reply.status == 422 && reply.texts["field"] == "url" && !reply.text.contains("a:b"), "\(reply.text)")
        }
        #expect(try await register(["events": ["payment.paid"]], as: shop).texts["field"] == "events")
        #expect(try await register(["events": ["webhook.ping"]], as: shop).texts["field"] == "events")
        #expect(try await register(["account_ids": [ann.account]], as: shop).code == "account_not_found")
        #expect(try await register(["account_ids": []], as: shop).texts["field"] == "account_ids")
        #expect(try await register([:], as: ann).code == "role_not_allowed")

        let made = try await register(["account_ids": [shop.account]], as: shop)
        let address = "/v1/webhooks/\(made.texts["webhook_id"] ?? "")"
        var program = shop
        for (scope, code) in [("payments:read", "scope_not_allowed"), ("webhooks", nil as String?)] {
            let key = try await shop.call("POST", "/v1/keys", ["label": "x", "scopes": [scope]])
            program.token = key.texts["secret"]
            #expect(try await program.call("GET", address).code == code)
        }
        let other = try await ground.person("other", role: "business")
        for (method, path) in [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/rotate"), ("POST", "/test")] {
            let body: [String: Any]? = method == "PATCH" ? ["enabled": false] : nil
            #expect(try await other.call(method, address + path, body).code == "webhook_not_found")
        }
        #expect(
            try await shop.call("PATCH", address, ["all_accounts": true, "account_ids": [shop.account]]).status == 422)
        let disabled = try await shop.call("PATCH", address, ["enabled": false, "all_accounts": true])
        #expect(disabled.status == 200 && disabled.texts["enabled"] == "0" && disabled.texts["account_ids.0"] == nil)
        for _ in 1..<16 { #expect(try await register([:], as: shop).status == 201) }
        #expect(try await register([:], as: shop).code == "too_many_webhooks")
        await ground.stop()
    }

    /// Has a ping sent, once the worker knows the endpoint as it is.
    private func ready(_ shop: Client, _ address: String) async throws {
        let accepted = try await eventually(within: .seconds(30)) {
            let reply = try await shop.call("POST", address + "/test")
            #expect(reply.status == 202 || reply.code == "webhook_not_ready", "\(reply.text)")
            return reply.status == 202
        }
        #expect(accepted)
    }

    private func pay(_ shop: Client, from ann: Client) async throws {
        let reply = try await ann.call(
            "POST", "/v1/transactions/create",
            [
                "source_account_id": ann.account, "destination_account_id": shop.account, "amount": "2.50",
                "reference": "a private word",
            ], headers: ["Prefer": "wait=20"])
        #expect(reply.texts["status"] == "settled", "\(reply.text)")
    }

    private func arrived(_ receiver: WebhookReceiver, _ count: Int) async throws {
        let came = try await eventually(within: .seconds(30)) { try receiver.requests().count >= count }
        #expect(came)
        #expect(try receiver.requests().contains { $0.field("reference") == "a private word" })
    }
}
