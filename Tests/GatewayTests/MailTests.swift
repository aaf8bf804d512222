import Foundation
import TestSupport
import Testing

@Suite("Who is mailed", .serialized)
struct MailTests {
    @Test("payments to addresses that nobody confirmed are not mailed; to confirmed ones they are, for every account")
    func unconfirmed() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let ben = try await ground.person("ben")
        let confirmed = try await ground.person("carla")
        try await ground.confirm(confirmed, "carla@example.org")
        let opened = try await confirmed.call("POST", "/v1/accounts/create", [:])
        let second = try #require(opened.texts["account_id"])
        let isOpen = try await eventually { try await confirmed.account(second)["state"] == "open" }
        #expect(isOpen)
        for account in [ben.account, confirmed.account, second] {
            let paid = try await ann.call(
                "POST", "/v1/transactions/create",
                [
                    "source_account_id": ann.account, "destination_account_id": account, "amount": "1.00",
                    "reference": "buy my pills",
                ], headers: ["Prefer": "wait=20"])
            #expect(paid.texts["status"] == "settled", "\(paid.text)")
        }
        let told = try await eventually { try ground.mails(with: "Payment number").count == 2 }
        #expect(told, "carla, for both of her accounts")
        let isRead = try await eventually { try await ground.isRead() }
        #expect(isRead)
        #expect(try ground.mails(with: "ben@example.org").isEmpty)
        #expect(try ground.mails(with: "ann@example.org").isEmpty)
        await ground.stop()
    }

    @Test("a confirmed address is told of keys, passwords and endpoints, in the person's language")
    func notices() async throws {
        let ground = try await Ground()
        let client = Client(url: ground.url)
        let registered = try await client.call(
            "POST", "/v1/register",
            ["email": "doris@example.org", "password": "a long password", "role": "business", "locale": "de"])
        var doris = client
        doris.token = registered.texts["tokens.access_token"]
        _ = try await doris.call("POST", "/v1/keys", ["label": "early", "scopes": ["accounts:read"]])
        try await ground.confirm(doris, "doris@example.org")
        _ = try await doris.call("POST", "/v1/keys", ["label": "Kasse", "scopes": ["accounts:read"]])
        let key = try await ground.mail("notice", with: "Kasse").text
        #expect(key.contains("To: doris@example.org"))
        _ = try await doris.call("POST", "/v1/webhooks", ["url": "https://shop.example/hooks"])
        _ = try await ground.mail("notice", with: "Ein Endpunkt wurde angemeldet")
        let change = try await doris.call(
            "PUT", "/v1/profile/password", ["password": "a third password", "current_password": "a long password"])
        #expect(change.status == 204, "\(change.text)")
        _ = try await ground.mail("notice", with: "Ein neues Passwort wurde gesetzt")
        #expect(try ground.mails(with: "early").isEmpty, "the address was not confirmed then")
        let weak = try await doris.call(
            "PUT", "/v1/profile/password", ["password": "password1234", "current_password": "a third password"])
        #expect(weak.status == 422 && weak.code == "weak_password")
        await ground.stop()
    }
}
