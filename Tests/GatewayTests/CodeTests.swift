import Foundation
import TestSupport
import Testing

@Suite("Logging in by a mailed code", .serialized)
struct CodeTests {
    @Test("a code lets in once, sets a forgotten password, and nobody learns who is registered")
    func codes() async throws {
        let ground = try await Ground()
        let ann = try await ground.person("ann")
        let client = Client(url: ground.url)
        let known = try await client.call("POST", "/v1/login/code", ["email": "ann@example.org"])
        let unknown = try await client.call("POST", "/v1/login/code", ["email": "nobody@example.org"])
        #expect(known.status == 202 && unknown.status == 202 && known.text == unknown.text)
        let code = try await mailedCode(ground)
        #expect(try await logIn(client, "ann@example.org", "00000000").code == "invalid_credentials")
        #expect(try await logIn(client, "nobody@example.org", code).code == "invalid_credentials")
        let session = try await logIn(client, "Ann@example.org", code)
        #expect(session.status == 200, "\(session.text)")
        #expect(session.texts["ended.sessions"] == "1" && session.text.contains("\"password\":true"), "\(session.text)")
        let told = try await ground.mail("notice", with: "To: ann@example.org").text
        #expect(told.contains("Log-ins ended: 1") && told.contains("Password: removed"), "\(told)")
        #expect(try await logIn(client, "ann@example.org", code).code == "invalid_credentials")

        // Whoever had registered with the address had not shown that it was theirs.
        let refresh = try await client.call("POST", "/v1/refresh", ["refresh_token": ann.refreshToken])
        #expect(refresh.code == "invalid_token")
        let old = try await client.call("POST", "/v1/login", ["username": "ann", "password": "a long password"])
        #expect(old.code == "invalid_credentials")
        var owner = client
        owner.token = session.texts["access_token"]
        #expect(try await owner.call("PUT", "/v1/profile/password", ["password": "another password"]).status == 204)

        // From here on a code is for a password that was forgotten, and takes nothing back.
        #expect(try await client.call("POST", "/v1/login/code", ["email": "ann@example.org"]).status == 202)
        let second = try await logIn(client, "ann@example.org", mailedCode(ground, but: [code]))
        owner.token = second.texts["access_token"]
        #expect(try await owner.call("GET", "/v1/profile").text.contains("\"has_password\":true"))
        #expect(try await owner.call("PUT", "/v1/profile/password", ["password": "a third password"]).status == 204)
        let third = try await client.call("POST", "/v1/login", ["username": "ann", "password": "a third password"])
        #expect(third.status == 200)
        await ground.stop()
    }

    @Test("a code is worth nothing after five wrong tries")
    func tries() async throws {
        let ground = try await Ground()
        _ = try await ground.person("ann")
        let client = Client(url: ground.url)
        #expect(try await client.call("POST", "/v1/login/code", ["email": "ann@example.org"]).status == 202)
        let code = try await mailedCode(ground)
        let wrong = code == "00000000" ? "00000001" : "00000000"
        for _ in 0..<5 { #expect(try await logIn(client, "ann@example.org", wrong).code == "invalid_credentials") }
        let late = try await eventually { try await logIn(client, "ann@example.org", code).code != "too_many_attempts" }
        #expect(late)
        #expect(try await client.call("GET", "/v1/profile").code == "unauthenticated")
        #expect(try await logIn(client, "ann@example.org", code).status != 200)
        await ground.stop()
    }

    private func logIn(_ client: Client, _ email: String, _ code: String) async throws -> Reply {
        try await client.call("POST", "/v1/login", ["email": email, "code": code])
    }

    /// The code in the maildir that is none of those known.
    private func mailedCode(_ ground: Ground, but known: Set<String> = []) async throws -> String {
        let mails = ground.directory.appendingPathComponent(".giro/mail/new")
        var found: String?
        _ = try await eventually {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: mails.path)) ?? []
            for name in names where name.hasPrefix("code.") {
                let text = try String(contentsOf: mails.appendingPathComponent(name), encoding: .utf8)
                if let code = text.firstMatch(of: /Code: ([0-9]{8})/)?.1, !known.contains(String(code)) {
                    found = String(code)
                }
            }
            return found != nil
        }
        return try #require(found)
    }
}
