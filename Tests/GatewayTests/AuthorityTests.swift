import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Authority over HTTP", .serialized)
struct AuthorityTests {
    @Test("who registered a stranger's address changes nothing once the stranger came, and their programs end")
    func stranger() async throws {
        let ground = try await Ground()
        let first = try await ground.person("ann", role: "business")
        let key = try await first.call("POST", "/v1/keys", ["label": "x", "scopes": ["accounts:read"]])
        let hook = try await first.call("POST", "/v1/webhooks", ["url": "https://shop.example/hooks"])
        #expect(key.status == 201 && hook.status == 201, "\(hook.text)")
        let session = try await codeLogin(ground, "ann@example.org")
        #expect(session.texts["ended.keys"] == "1" && session.texts["ended.endpoints"] == "1", "\(session.text)")

        let tries: [(String, String, [String: Any]?)] = [
            ("PUT", "/v1/profile/password", ["password": "mine again, sadly"]),
            ("POST", "/v1/keys", ["label": "y", "scopes": ["payments:write"], "expires_in_days": 366]),
            ("POST", "/v1/webhooks", ["url": "https://evil.example/hooks"]),
            ("POST", "/v1/accounts/create", [:]), ("DELETE", "/v1/profile", ["password": "a long password"]),
            ("POST", "/v1/profile/email", ["email": "evil@example.org"]), ("POST", "/v1/profile/second-factor", nil),
            ("DELETE", "/v1/sessions", nil), ("DELETE", "/v1/accounts/\(first.account)", nil),
        ]
        for (method, path, body) in tries {
            let answer = try await first.call(method, path, body)
            #expect(answer.status == 401 && answer.code == "invalid_token", "\(method) \(path) \(answer.text)")
        }
        var program = first
        program.token = key.texts["secret"]
        #expect(try await program.call("GET", "/v1/profile").code == "invalid_token")
        var owner = first
        owner.token = session.texts["access_token"]
        #expect(try await owner.call("GET", "/v1/webhooks").texts["items.0.webhook_id"] == nil)
        #expect(try await owner.call("GET", "/v1/sessions").texts["items.1.session_id"] == nil)
        await ground.stop()
    }

    @Test("a former admin's and an erased person's tokens do nothing from that moment on")
    func former() async throws {
        let ground = try await Ground()
        var admin = try await ground.person("olga")
        let ann = try await ground.person("ann", role: "business")
        try await ground.give("admin", to: "olga")
        let login = try await admin.call("POST", "/v1/login", ["username": "olga", "password": "a long password"])
        admin.token = login.texts["access_token"]
        let role = "/v1/people/\(ann.userID)/role"
        #expect(try await admin.call("PUT", role, ["role": "business"]).status == 200)
        #expect(try await admin.account(ann.account)["balance"] == "0.00")
        try await ground.give("user", to: "olga")
        #expect(try await admin.call("PUT", role, ["role": "admin"]).code == "role_not_allowed")
        #expect(try await admin.call("GET", "/v1/accounts/\(ann.account)/balance").code == "role_not_allowed")

        #expect(try await ann.call("DELETE", "/v1/profile").status == 204)
        let hook = try await ann.call("POST", "/v1/webhooks", ["url": "https://shop.example/hooks"])
        #expect(hook.code == "invalid_token", "\(hook.text)")
        let log = try GiroProcess(["log", "--json"], in: ground.directory)
        #expect(await log.exitCode(within: .seconds(30)) == 0)
        #expect(log.output.contains("\"role\"") && log.output.contains("test"), "\(log.output)")
        let silent = try GiroProcess(["role", "olga", "admin"], in: ground.directory)
        #expect(await silent.exitCode(within: .seconds(30)) != 0, "a role wants a reason")
        await ground.stop()
    }

    @Test("people see their sessions and end them; a session that is not fresh steps up")
    func sessions() async throws {
        let ground = try await Ground()
        let ann = try await ground.person("ann")
        let answer = try await ann.call(
            "POST", "/v1/login", ["username": "ann", "password": "a long password"],
            headers: ["User-Agent": "telephone"])
        var phone = ann
        phone.token = answer.texts["access_token"]
        let list = try await ann.call("GET", "/v1/sessions")
        #expect(list.texts["items.0.user_agent"] == "telephone" && list.texts["items.0.address"] == "127.0.0.1")
        #expect(list.text.contains("\"current\":true") && list.text.contains("\"current\":false"))
        let other = try #require(list.texts["items.0.session_id"])
        #expect(try await ann.call("DELETE", "/v1/sessions/\(other)").status == 204)
        #expect(try await ann.call("DELETE", "/v1/sessions/\(other)").code == "session_not_found")
        #expect(try await phone.call("POST", "/v1/keys", ["label": "x", "scopes": ["accounts:read"]]).status == 401)

        let admin = try await ground.admin()
        defer { admin.close() }
        try admin.execute(
            script: "UPDATE identity.session SET authenticated_at = now() - interval '11 minutes'")
        let stale = try await ann.call("POST", "/v1/keys", ["label": "x", "scopes": ["accounts:read"]])
        #expect(stale.status == 403 && stale.code == "fresh_login_required")
        let wrong = try await ann.call("POST", "/v1/sessions/step-up", ["password": "not the password"])
        #expect(wrong.code == "invalid_credentials")
        #expect(try await ann.call("POST", "/v1/sessions/step-up", ["password": "a long password"]).status == 204)
        let made = try await ann.call("POST", "/v1/keys", ["label": "x", "scopes": ["accounts:read"]])
        #expect(made.status == 201, "\(made.text)")

        #expect(try await ann.call("DELETE", "/v1/sessions?others=maybe").code == "invalid_parameter")
        #expect(try await ann.call("DELETE", "/v1/sessions?others=true").status == 204)
        #expect(try await ann.call("GET", "/v1/sessions").texts["items.0.session_id"] != nil)
        #expect(try await ann.call("DELETE", "/v1/sessions").status == 204)
        let refresh = try await ann.call("POST", "/v1/refresh", ["refresh_token": ann.refreshToken])
        #expect(refresh.code == "invalid_token")
        await ground.stop()
    }

    @Test("two refreshes at once give one successor")
    func refresh() async throws {
        let ground = try await Ground()
        let ann = try await ground.person("ann")
        async let one = ann.call("POST", "/v1/refresh", ["refresh_token": ann.refreshToken])
        async let two = ann.call("POST", "/v1/refresh", ["refresh_token": ann.refreshToken])
        let answers = try await [one, two]
        #expect(answers.allSatisfy { $0.status == 200 })
        #expect(Set(answers.compactMap { $0.texts["refresh_token"] }).count == 1)
        await ground.stop()
    }

    @Test("an account is closed by its owner when it is empty, and another address is theirs by its code")
    func closing() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let ben = try await ground.person("ben")
        try await ground.confirm(ann, "ann@example.org")
        #expect(try await ann.call("DELETE", "/v1/accounts/\(ann.account)").code == "accounts_not_empty")
        #expect(try await ben.call("DELETE", "/v1/accounts/\(ann.account)").code == "account_not_found")
        let second = try #require(try await ann.call("POST", "/v1/accounts/create", [:]).texts["account_id"])
        let isOpen = try await eventually { try await ann.account(second)["state"] == "open" }
        #expect(isOpen)
        #expect(try await ann.call("DELETE", "/v1/accounts/\(second)").status == 204)
        let isClosed = try await eventually { try await ann.account(second)["state"] == "closed" }
        #expect(isClosed)
        let late = try await ann.call(
            "POST", "/v1/accounts/\(second)/deposit", ["amount": "1.00"], headers: ["Prefer": "wait=20"])
        #expect(late.texts["status"] != "settled", "\(late.text)")

        try await ground.confirm(ann, "ann@new.example")
        let told = try await ground.mail("notice", with: "Your mail address was changed").text
        #expect(told.contains("To: ann@example.org"))
        let login = try await ann.call(
            "POST", "/v1/login", ["email": "ann@new.example", "password": "a long password"])
        #expect(login.status == 200)
        await ground.stop()
    }

    private func codeLogin(_ ground: Ground, _ email: String) async throws -> Reply {
        let client = Client(url: ground.url)
        #expect(try await client.call("POST", "/v1/login/code", ["email": email]).status == 202)
        let mail = try await ground.mail("code", with: "To: \(email)").text
        let code = try #require(mail.firstMatch(of: /Code: ([0-9]{8})/)?.1)
        return try await client.call("POST", "/v1/login", ["email": email, "code": String(code)])
    }
}
