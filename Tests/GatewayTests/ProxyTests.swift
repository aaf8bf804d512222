import Foundation
import TestSupport
import Testing

@Suite("What stands before a gateway", .serialized)
struct ProxyTests {
    @Test("the proxy's own word for an address counts where the setting names its header, and nothing that callers say")
    func address() async throws {
        let ground = try await Ground()
        let limits = ["gateway.rate.address=20"]
        let (behind, proxied) = try await ground.startGateway(set: limits + ["gateway.address.header=X-Forwarded-For"])
        let (open, direct) = try await ground.startGateway(set: limits)

        // A caller may write whatever it likes in front of what the proxy adds.
        let forged = try await statuses(Client(url: proxied)) { "10.9.8.\($0), 203.0.113.7" }
        #expect(forged.contains(429), "\(forged)")
        let others = try await Client(url: proxied).call(
            "GET", "/.well-known/jwks.json", headers: ["X-Forwarded-For": "203.0.113.8"])
        #expect(others.status == 200, "another address has its own share")
        let ignored = try await statuses(Client(url: direct)) { "203.0.113.\(100 + $0)" }
        #expect(ignored.contains(429), "without the setting the header is a stranger's text: \(ignored)")

        for process in [behind, open] {
            process.signal(SIGTERM)
            #expect(await process.exitCode(within: .seconds(30)) == 0)
        }
        await ground.stop()
    }

    @Test("TRACE is refused everywhere, and shows nothing of the request")
    func trace() async throws {
        let ground = try await Ground()
        for path in ["/v1/profile", "/health/live", "/docs", "/nothing", "/"] {
            let reply = try await Client(url: ground.url).call("TRACE", path, headers: ["X-Mine": "a secret word"])
            #expect([404, 405].contains(reply.status), "\(path): \(reply.status)")
            #expect(!reply.text.contains("secret word"))
        }
        await ground.stop()
    }

    /// Of enough requests to be beyond twice the limit, as a minute may begin in the middle of them.
    private func statuses(_ client: Client, _ forwarded: (Int) -> String) async throws -> [Int] {
        var statuses: [Int] = []
        for number in 0..<60 {
            let headers = ["X-Forwarded-For": forwarded(number)]
            statuses.append(try await client.call("GET", "/.well-known/jwks.json", headers: headers).status)
        }
        return statuses
    }
}
