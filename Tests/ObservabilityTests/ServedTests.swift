import Curl
import Foundation
import Observability
import TestSupport
import Testing

/// `giro up` and what it serves.
@Suite("A process that runs workers", .serialized)
struct ServedTests {
    private let promtool = [Repository.file(".build/python/bin/promtool").path, "/usr/bin/promtool"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test("serves metrics that are all in the catalogue, and that it is healthy and ready")
    func serves() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let up = try GiroProcess(["up"], in: directory)
        #expect(await up.says("Ctrl-C stops everything."), "\(up.output)")
        let demo = try GiroProcess(["demo", "--payments", "200"], in: directory)
        #expect(await demo.exitCode(within: .seconds(120)) == 0, "\(demo.output)")

        let url = try #require(
            up.output.split(separator: "\n").first { $0.contains("metrics  ") }?.split(separator: " ").last)
        let base = String(url.dropLast("/metrics".count))
        let client = CurlClient()
        defer { client.shutdown() }
        let metrics = try await client.perform(HTTPRequest(url: base + "/metrics"))
        #expect(metrics.status == 200)
        #expect(metrics.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        #expect(metrics.header("X-Content-Type-Options") == "nosniff" && metrics.header("Cache-Control") == "no-store")
        let text = String(decoding: metrics.body, as: UTF8.self)
        try checkNames(text)
        try await check(text, by: directory)

        for (path, status) in [("/healthz", "healthy"), ("/readyz", "ready")] {
            let answer = try await client.perform(HTTPRequest(url: base + path))
            #expect(answer.status == 200)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
            #expect(object["status"] as? String == status)
            #expect((object["workers"] as? [[String: Any]])?.count == 5)
            #expect((object["services"] as? [[String: Any]])?.count == 1)
        }
        #expect(try await client.perform(HTTPRequest(url: base + "/else")).status == 404)
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)
    }

    /// What a demo cannot lead to: faults, and what needs another setting.
    private static let unmet: Set<String> = [
        "giro_batches_retried_total", "giro_publish_failures_total", "giro_lanes_lost_total", "giro_breaker_state",
        "giro_mail_connections", "giro_payment_contradictions_total", "giro_spans_exported_total",
        "giro_spans_dropped_total", "giro_log_lines_total", "giro_kafka_requests_total",
        "giro_kafka_responses_total", "giro_kafka_sent_bytes_total", "giro_kafka_received_bytes_total",
        "giro_kafka_queued_messages", "giro_kafka_queued_bytes", "giro_gateway_messages_published_total",
        "giro_gateway_publish_failures_total",
    ]

    private func checkNames(_ text: String) throws {
        let shown = Set(
            text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { String($0.split(separator: " ")[2]) })
        let known = Set(MetricCatalogue.all.map(\.name))
        #expect(shown.subtracting(known).isEmpty)
        #expect(known.subtracting(Self.unmet).subtracting(shown).isEmpty)
        #expect(text.contains("movement=\"settled\""))
        #expect(text.contains("giro_worker_ready{worker=\"wallet\"} 1"))
        #expect(text.contains("giro_lag_messages{worker=\"payment\",topic=\"wallet.credited\"}"))
    }

    /// Prometheus' own check of form and names.
    private func check(_ text: String, by directory: URL) async throws {
        guard let promtool else {
            withKnownIssue("promtool is not installed; scripts/setup test installs it") {
                Issue.record("the metrics were not checked by promtool")
            }
            return
        }
        try Data(text.utf8).write(to: directory.appendingPathComponent("metrics.txt"))
        let (output, code) = try await GiroProcess.shell("\(promtool) check metrics < metrics.txt", in: directory)
        #expect(code == 0, "\(output)")
        #expect(output.isEmpty, "\(output)")
    }
}
