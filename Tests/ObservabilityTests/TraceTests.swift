import Foundation
import Lane
import Logging
import Observability
import ServiceLifecycle
import TestSupport
import Testing

@Suite("Spans", .serialized)
struct TraceTests {
    private static var hasReceiver: Bool { Receiver.python != nil }

    @Test(
        "one trace shows a payment over all workers, in a form that the protocol's own schema reads",
        .enabled(if: hasReceiver, "opentelemetry-proto is not installed; scripts/setup test installs it"))
    func wholePayment() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let receiver = try await Receiver(in: directory)
        defer { receiver.stop() }
        let up = try GiroProcess(
            ["up", "--set", "traces.endpoint=\(receiver.url)", "--set", "traces.headers=x-token=abc"], in: directory)
        #expect(await up.says("Ctrl-C stops everything."), "\(up.output)")
        let demo = try GiroProcess(["demo", "--payments", "20"], in: directory)
        #expect(await demo.exitCode(within: .seconds(120)) == 0, "\(demo.output)")
        up.signal(SIGINT)
        #expect(await up.exitCode(within: .seconds(30)) == 0)

        #expect(try receiver.refusals() == "")
        let spans = try receiver.spans()
        let traces = Dictionary(grouping: spans, by: \.trace).values
        let everywhere = traces.filter { Set($0.map(\.service)).count == 5 }
        #expect(!everywhere.isEmpty)
        for trace in everywhere {
            let known = Set(trace.map(\.span))
            #expect(trace.filter { !$0.parent.isEmpty }.allSatisfy { known.contains($0.parent) })
        }
        let names = Set(everywhere.joined().map(\.name))
        #expect(names.isSuperset(of: ["process payment.requested", "publish wallet.debited", "mail"]), "\(names)")
        #expect(Set(spans.map(\.name)).isSuperset(of: ["batch", "handle", "commit", "pay_biller", "PUT"]))
    }

    @Test(
        "spans of unsampled traces are not wanted, and a share of the others is, the same one everywhere")
    func sampling() {
        let half = exporter(share: 0.5)
        let again = exporter(share: 0.5)
        let traces = (0..<2_000).map { _ in
            TraceContext(traceHigh: .random(in: 1 ... .max), traceLow: .random(in: 0 ... .max))
        }
        let wanted = traces.filter(half.wants)
        #expect((800...1_200).contains(wanted.count))
        #expect(wanted == traces.filter(again.wants))
        #expect(traces.allSatisfy(exporter(share: 1).wants))
        #expect(!traces.contains(where: exporter(share: 0).wants))
        let unsampled = TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
        #expect(unsampled.map(exporter(share: 1).wants) == false)
    }

    @Test("a collector that is away holds nobody up; what does not fit is dropped, and a stop does not wait for it")
    func away() async throws {
        let exporter = exporter(share: 1)
        let context = TraceContext(traceHigh: 1, traceLow: 1)
        let span = Span(
            worker: "wallet", name: "batch", kind: .within, context: context, parent: nil, start: 1, end: 2)
        exporter.record(Array(repeating: span, count: 10_000))
        let group = ServiceGroup(services: [exporter], logger: Self.quiet)
        let run = Task { try await group.run() }
        await group.triggerGracefulShutdown()
        try await run.value
    }

    @Test("a traceparent is read and written as W3C has it")
    func header() {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        #expect(TraceContext(text)?.header == text)
        #expect(TraceContext(text)?.child.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        for bad in [
            "", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", text.uppercased(), text + "0",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        ] {
            #expect(TraceContext(bad) == nil)
        }
    }

    private func exporter(share: Double) -> SpanExporter {
        SpanExporter(
            SpanExporter.Configuration(endpoint: "http://127.0.0.1:9/v1/traces", share: share, instance: "test"),
            logger: Self.quiet)
    }

    private static var quiet: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

/// A collector that reads requests by the protocol's own schema and keeps what it read.
private struct Receiver {
    struct Seen: Decodable {
        let service: String
        let trace: String
        let span: String
        let parent: String
        let name: String
    }

    /// The tests' Python, when it has the schema.
    static let python: String? = {
        let python = Repository.file(".build/python/bin/python3").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", "import opentelemetry.proto.collector.trace.v1.trace_service_pb2"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? python : nil
    }()

    let url: String
    private let process = Process()
    private let directory: URL

    init(in directory: URL) async throws {
        self.directory = directory
        let port = directory.appendingPathComponent("port")
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [
            Repository.file("Tests/ObservabilityTests/Support/collector.py").path, directory.path,
        ]
        try process.run()
        let hasPort = await eventually { FileManager.default.fileExists(atPath: port.path) }
        #expect(hasPort)
        url = "http://127.0.0.1:\(try String(contentsOf: port, encoding: .utf8))/v1/traces"
    }

    func stop() {
        // It has the signal mask of the thread that started it, which may hold back every signal but this one.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func refusals() throws -> String {
        let file = directory.appendingPathComponent("refusals")
        guard FileManager.default.fileExists(atPath: file.path) else { return "" }
        return try String(contentsOf: file, encoding: .utf8)
    }

    func spans() throws -> [Seen] {
        try String(contentsOf: directory.appendingPathComponent("spans"), encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Seen.self, from: Data($0.utf8))
        }
    }
}
