import Foundation
import TestSupport
import Testing

@Suite("What a gateway shows of itself", .serialized)
struct ObservedTests {
    @Test("requests, refusals, repetitions and publishing are counted; health says that it is ready")
    func metrics() async throws {
        let ground = try await Ground()
        let port = Int.random(in: 30_000..<32_000)
        let (process, url) = try await ground.startGateway(set: ["metrics.listen=127.0.0.1:\(port)"])
        let watcher = Client(url: "http://127.0.0.1:\(port)")
        let ready = await eventually { (try? await watcher.call("GET", "/readyz"))?.status == 200 }
        #expect(ready, "\(process.output)")
        let health = try await watcher.call("GET", "/readyz")
        #expect(
            health.texts["services.0.service"] == "gateway" && health.texts["services.0.ready"] == "1", "\(health.text)"
        )
        #expect(try await watcher.call("GET", "/healthz").status == 200)

        var ann = try await ground.funded("ann")
        ann = ann.at(url)
        let body: [String: Any] = ["amount": "1.00"]
        for _ in 0..<2 {
            let path = "/v1/accounts/\(ann.account)/deposit"
            #expect(try await ann.call("POST", path, body, headers: ["Idempotency-Key": "a"]).status == 202)
        }
        #expect(try await ann.call("GET", "/v1/nothing").status == 404)
        let wanted = [
            #"giro_gateway_requests_total{operation="POST /v1/accounts/{account_id}/deposit",status="2xx"} 2"#,
            #"giro_gateway_requests_total{operation="none",status="4xx"} 1"#,
            #"giro_gateway_request_seconds_count{operation="POST /v1/accounts/{account_id}/deposit"} 2"#,
            #"giro_gateway_refusals_total{code="not_found"} 1"#,
            #"giro_gateway_idempotent_requests_total{outcome="first"} 1"#,
            #"giro_gateway_idempotent_requests_total{outcome="replayed"} 1"#,
            #"giro_gateway_connections{pool="reader",state="most"} 4"#,
            #"giro_gateway_outbox_messages{outbox="gateway"} 0"#, "giro_gateway_ready 1",
        ]
        var text = ""
        let counted = try await eventually {
            text = try await watcher.call("GET", "/metrics").text
            return wanted.allSatisfy { text.contains($0 + "\n") }
        }
        #expect(counted, "\(wanted.filter { !text.contains($0 + "\n") }) of \(text)")
        // Names, addresses and ids are nobody's business here.
        for secret in ["ann@example.org", ann.account, ann.userID] { #expect(!text.contains(secret)) }
        process.signal(SIGTERM)
        #expect(await process.exitCode(within: .seconds(30)) == 0)
        await ground.stop()
    }

    @Test("a request's trace goes along with the payment; its log line names the operation and nobody")
    func trace() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let (process, url) = try await ground.startGateway(set: ["log.level=debug"])
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let reply = try await ann.at(url).call(
            "POST", "/v1/accounts/\(ann.account)/deposit", ["amount": "1.00"],
            headers: ["traceparent": "00-\(trace)-00f067aa0ba902b7-01", "Prefer": "wait=20"])
        #expect(reply.texts["status"] == "settled", "\(reply.text)")
        let (output, code) = try await GiroProcess.shell(
            ".build/release/giro trace \(reply.texts["payment_id"] ?? "") --json", in: ground.directory)
        #expect(code == 0 && output.contains(trace), "\(output)")
        let lines = process.output.split(separator: "\n").filter { $0.contains("a request was answered") }
        let line = try #require(lines.first { $0.contains("deposit") })
        #expect(line.contains(trace) && line.contains("POST /v1/accounts/{account_id}/deposit"))
        #expect(!process.output.contains(ann.account))
        process.signal(SIGTERM)
        #expect(await process.exitCode(within: .seconds(30)) == 0)
        await ground.stop()
    }
}
