import Foundation
import Gateway
import TestSupport
import Testing

@Suite("Who may do what", .serialized)
struct AccessTests {
    /// Operations that are open to everybody.
    private static let open: Set<String> = [
        "POST /v1/register", "POST /v1/login", "POST /v1/login/code", "POST /v1/refresh", "GET /health/live",
        "GET /health/ready",
        "GET /.well-known/jwks.json", "GET /openapi.yaml", "GET /openapi.json", "GET /docs",
        "GET /",
    ]

    @Test("nobody without a good token, no stranger and no wrong role gets through, at any endpoint")
    func everyEndpoint() async throws {
        let ground = try await Ground(set: [
            "gateway.rate.caller=1000000", "gateway.rate.address=1000000", "identity.token.lifetime=12s",
        ])
        let ann = try await ground.funded("ann")
        let payment = try await firstPayment(of: ann)
        let key = try await ann.call("POST", "/v1/keys", ["label": "x", "scopes": ["accounts:read"]])
        var stranger = try await ground.person("ben")
        let expired = stranger.token
        try await Task.sleep(for: .seconds(13))

        for operation in Gateway.operations where !Self.open.contains(operation) {
            let parts = operation.split(separator: " ").map { String($0) }
            let path = parts[1].replacingOccurrences(of: "{account_id}", with: ann.account)
                .replacingOccurrences(of: "{user_id}", with: ann.userID)
                .replacingOccurrences(of: "{payment_id}", with: payment)
                .replacingOccurrences(of: "{key_id}", with: key.texts["key_id"] ?? "")
            let body = body(of: parts[1], account: ann.account)

            stranger.token = nil
            #expect(try await stranger.call(parts[0], path, body).code == "unauthenticated", "\(operation)")
            stranger.token = expired
            #expect(try await stranger.call(parts[0], path, body).code == "expired_token", "\(operation)")
            stranger.token = forged(ann.token ?? "")
            #expect(try await stranger.call(parts[0], path, body).code == "invalid_token", "\(operation)")
        }
        await ground.stop()
    }

    @Test("what is somebody else's is not there; what is an admin's is refused")
    func strangers() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let payment = try await firstPayment(of: ann)
        let key = try await ann.call("POST", "/v1/keys", ["label": "x", "scopes": ["accounts:read"]])
        let ben = try await ground.funded("ben")
        let named: [(String, String, [String: Any]?, String)] = [
            ("GET", "/v1/accounts/\(ann.account)/balance", nil, "account_not_found"),
            ("GET", "/v1/accounts/\(ann.account)/summary", nil, "account_not_found"),
            ("GET", "/v1/accounts/\(ann.account)/statement", nil, "account_not_found"),
            ("POST", "/v1/accounts/\(ann.account)/deposit", ["amount": "1.00"], "account_not_found"),
            ("POST", "/v1/accounts/\(ann.account)/withdraw", ["amount": "1.00"], "account_not_found"),
            (
                "POST", "/v1/transactions/create",
                ["source_account_id": ann.account, "destination_account_id": ben.account, "amount": "1.00"],
                "account_not_found"
            ),
            (
                "POST", "/v1/bills/pay",
                ["account_id": ann.account, "service_id": "city-water", "bill_id": "1", "amount": "1.00"],
                "account_not_found"
            ),
            ("GET", "/v1/payments/\(payment)", nil, "payment_not_found"),
            ("POST", "/v1/payments/\(payment)/cancel", nil, "payment_not_found"),
            ("GET", "/v1/transactions/history/\(ann.userID)", nil, "person_not_found"),
            ("GET", "/v1/bills/history/\(ann.userID)", nil, "person_not_found"),
            ("GET", "/v1/bills/upcoming/\(ann.userID)", nil, "person_not_found"),
            ("GET", "/v1/bills?account_id=\(ann.account)", nil, "account_not_found"),
            ("GET", "/v1/payments?account_id=\(ann.account)", nil, "account_not_found"),
            ("PUT", "/v1/people/\(ann.userID)/role", ["role": "admin"], "role_not_allowed"),
            ("POST", "/v1/keys/\(key.texts["key_id"] ?? "")/rotate", [:], "key_not_found"),
            ("DELETE", "/v1/keys/\(key.texts["key_id"] ?? "")", nil, "key_not_found"),
            ("GET", "/v1/webhooks", nil, "role_not_allowed"),
            ("POST", "/v1/webhooks", ["url": "https://shop.example/"], "role_not_allowed"),
        ]
        for (method, path, body, code) in named {
            #expect(try await ben.call(method, path, body).code == code, "\(method) \(path)")
        }
        #expect(try await ben.call("GET", "/v1/payments").text.contains(payment) == false)
        #expect(try await ann.account(ann.account)["balance"] == "100.00")
        try await roles(ground, ann, payment)
        try await programs(ann, ben)
        await ground.stop()
    }

    /// An operator reads everything and moves nothing that is not theirs.
    private func roles(_ ground: Ground, _ ann: Client, _ payment: String) async throws {
        var operatorClient = try await ground.person("olga")
        try await ground.give("operator", to: "olga")
        let login = try await operatorClient.call(
            "POST", "/v1/login", ["username": "olga", "password": "a long password"])
        operatorClient.token = login.texts["access_token"]
        #expect(try await operatorClient.account(ann.account)["balance"] == "100.00")
        #expect(try await operatorClient.call("GET", "/v1/payments/\(payment)").status == 200)
        #expect(try await operatorClient.call("GET", "/v1/transactions/history/\(ann.userID)").status == 200)
        let theft = try await operatorClient.call(
            "POST", "/v1/transactions/create",
            ["source_account_id": ann.account, "destination_account_id": operatorClient.account, "amount": "1.00"])
        #expect(theft.code == "account_not_found")
        let withdrawal = try await operatorClient.call(
            "POST", "/v1/accounts/\(ann.account)/withdraw", ["amount": "1.00"])
        #expect(withdrawal.code == "account_not_found")
        #expect(try await operatorClient.call("POST", "/v1/payments/\(payment)/cancel").code == "payment_not_found")
        let grant = try await operatorClient.call(
            "PUT", "/v1/people/\(operatorClient.userID)/role", ["role": "admin"])
        #expect(grant.code == "role_not_allowed")
    }

    /// A program does what its scopes say, and nothing that is for people.
    private func programs(_ ann: Client, _ ben: Client) async throws {
        let made = try await ann.call("POST", "/v1/keys", ["label": "shop", "scopes": ["accounts:read"]])
        var program = ann
        program.token = made.texts["secret"]
        #expect(try await program.call("GET", "/v1/accounts").status == 200)
        let transfer: [String: Any] = [
            "source_account_id": ann.account, "destination_account_id": ben.account, "amount": "1.00",
        ]
        #expect(try await program.call("POST", "/v1/transactions/create", transfer).code == "scope_not_allowed")
        #expect(
            try await program.call("POST", "/v1/accounts/\(ann.account)/withdraw", ["amount": "1.00"]).code
                == "scope_not_allowed")
        #expect(try await program.call("GET", "/v1/keys").code == "scope_not_allowed")
        #expect(try await program.call("POST", "/v1/logout").code == "scope_not_allowed")
        #expect(try await program.call("GET", "/v1/profile/export").code == "scope_not_allowed")
        #expect(try await program.call("DELETE", "/v1/profile").code == "scope_not_allowed")
    }

    private func firstPayment(of client: Client) async throws -> String {
        try #require(try await client.call("GET", "/v1/payments").texts["items.0.payment_id"])
    }

    private func body(of path: String, account: String) -> [String: Any]? {
        switch path {
        case "/v1/accounts/{account_id}/deposit", "/v1/accounts/{account_id}/withdraw": ["amount": "1.00"]
        case "/v1/transactions/create":
            ["source_account_id": account, "destination_account_id": "x", "amount": "1.00"]
        case "/v1/bills/pay": ["account_id": account, "service_id": "x", "bill_id": "1", "amount": "1.00"]
        default: nil
        }
    }

    /// The claims of a good token under another signature.
    private func forged(_ token: String) -> String {
        let parts = token.split(separator: ".")
        guard parts.count == 3 else { return "" }
        return "\(parts[0]).\(parts[1]).\(String(repeating: "A", count: 86))"
    }
}
