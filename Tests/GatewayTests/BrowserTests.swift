import Foundation
import TestSupport
import Testing

@Suite("What browsers are told", .serialized)
struct BrowserTests {
    @Test("every answer forbids browsers to guess, run, frame and pass on, whatever it is")
    func everyAnswer() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let stranger = Client(url: ground.url)
        let answers = [
            try await ann.call("GET", "/v1/profile"), try await ann.call("POST", "/v1/accounts/create", [:]),
            try await ann.call("GET", "/v1/accounts/\(ann.account)/statement?format=csv"),
            try await ann.call("GET", "/v1/accounts/\(ann.account)/statement?format=html"),
            try await ann.call("GET", "/v1/nothing"), try await ann.call("PUT", "/v1/accounts"),
            try await stranger.call("GET", "/v1/profile"), try await stranger.call("POST", "/v1/login", [:]),
            try await stranger.call("GET", "/docs"), try await stranger.call("GET", "/openapi.yaml"),
            try await stranger.call("GET", "/health/live"), try await ann.call("POST", "/v1/logout"),
        ]
        for answer in answers {
            #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(answer.text)")
            #expect(answer.header("Referrer-Policy") == "no-referrer")
            let policy = answer.header("Content-Security-Policy") ?? ""
            for directive in ["base-uri", "form-action", "frame-ancestors", "object-src", "default-src"] {
                #expect(policy.contains("\(directive) 'none'"), "\(policy)")
            }
            let isPage = answer.header("Content-Type")?.hasPrefix("text/html") == true
            #expect(policy.contains("; sandbox;") == !isPage)
            #expect(answer.header("Strict-Transport-Security") == nil, "this gateway speaks plain HTTP")
            #expect(answer.header("Set-Cookie") == nil && answer.header("Server") == nil)
        }
        await ground.stop()
    }

    @Test("what is answered to a caller is in no cache, and what is everyone's is only asked about again")
    func caches() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        for path in ["/v1/profile", "/v1/accounts", "/v1/payments"] {
            let answer = try await ann.call("GET", path)
            #expect(answer.status == 200 && answer.header("Cache-Control") == "no-store", "\(path)")
            let tag = try #require(answer.header("ETag"))
            #expect(try await ann.call("GET", path, headers: ["If-None-Match": tag]).status == 304, "\(path)")
        }
        let login = try await Client(url: ground.url).call(
            "POST", "/v1/login", ["username": "ann", "password": "a long password"])
        #expect(login.status == 200 && login.header("Cache-Control") == "no-store")
        let description = try await Client(url: ground.url).call("GET", "/openapi.json")
        #expect(description.header("Cache-Control") == "private, no-cache")
        await ground.stop()
    }

    @Test("the API's page may run its own script and no other, and asks this server only")
    func page() async throws {
        let ground = try await Ground()
        let page = try await Client(url: ground.url).call("GET", "/docs")
        let policy = try #require(page.header("Content-Security-Policy"))
        let script = try #require(page.text.firstMatch(of: /<script>((?s).*?)<\/script>/)?.1)
        try Data(script.utf8).write(to: ground.directory.appendingPathComponent("script"))
        let (digest, code) = try await GiroProcess.shell(
            "openssl dgst -sha256 -binary script | base64", in: ground.directory)
        #expect(code == 0)
        let hash = digest.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(policy.contains("script-src 'sha256-\(hash)';"), "\(policy)")
        #expect(policy.contains("connect-src 'self'") && page.text.components(separatedBy: "<script").count == 2)
        #expect(page.text.firstMatch(of: /\son[a-z]+="/) == nil, "no script in attributes")
        await ground.stop()
    }
}
