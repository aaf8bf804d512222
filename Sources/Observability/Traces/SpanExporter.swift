import Curl
import Lane
import Logging
import Metrics
import ServiceLifecycle

/// Sends spans to a collector by OTLP/HTTP with JSON. What the collector does not take in time is dropped and counted.
public final class SpanExporter: SpanRecorder, Service {
    public struct Configuration: Sendable {
        /// The collector's path for traces, `http://host:4318/v1/traces`.
        public var endpoint: String
        public var headers: [(name: String, value: String)]
        /// Of all traces, by their ids: the same ones in every process.
        public var share: Double
        /// Names the process.
        public var instance: String
        public var queuedSpans = 4_096
        public var spansInRequest = 512
        public var requestTimeout: Duration = .seconds(5)
        /// Pauses between the tries of one request; then it is given up.
        public var pauses: [Duration] = [.milliseconds(250), .seconds(1), .seconds(2)]

        public init(
            endpoint: String, headers: [(name: String, value: String)] = [], share: Double = 1, instance: String
        ) {
            self.endpoint = endpoint
            self.headers = headers
            self.share = share
            self.instance = instance
        }
    }

    private enum Loss: String {
        case queueFull = "queue_full"
        /// The collector said no.
        case refused
        /// No answer, or none but "later", to any try.
        case unreachable
    }

    private let configuration: Configuration
    private let queue: SpanQueue
    private let client: CurlClient
    private let logger: Logger
    private let exported = Counter(label: "giro_spans_exported_total")

    public init(_ configuration: Configuration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        queue = SpanQueue(capacity: configuration.queuedSpans)
        client = CurlClient(maximumConcurrent: 1, maximumWaiting: 1, name: "spans")
    }

    /// The share is cut out of the trace ids' last 53 bits, which are as good as random.
    public func wants(_ context: TraceContext) -> Bool {
        guard context.isSampled else { return false }
        return configuration.share >= 1
            || Double(context.traceLow & ((1 << 53) - 1)) / Double(1 << 53) < configuration.share
    }

    public func record(_ spans: [Span]) {
        let lost = queue.put(spans)
        if lost > 0 { count(.queueFull, lost) }
    }

    public func run() async throws {
        defer { client.shutdown() }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.flush(pauses: self.configuration.pauses)
                try? await Task.sleep(for: .milliseconds(250))
            }
        }
        // What the workers did last: one try for each request, and not for long.
        await flush(pauses: [])
    }

    private func flush(pauses: [Duration]) async {
        while true {
            let spans = queue.take(atMost: configuration.spansInRequest)
            if spans.isEmpty { return }
            guard let loss = await send(spans, pauses: pauses) else {
                exported.increment(by: spans.count)
                continue
            }
            count(loss, spans.count)
            logger.warning("spans were not taken", metadata: ["spans": "\(spans.count)", "code": "\(loss.rawValue)"])
            return
        }
    }

    /// - Returns: `nil` when the collector has taken them.
    private func send(_ spans: [Span], pauses: [Duration]) async -> Loss? {
        let request = HTTPRequest(
            method: "POST", url: configuration.endpoint,
            headers: [HTTPHeader("Content-Type", "application/json")]
                + configuration.headers.map { HTTPHeader($0.name, $0.value) },
            body: OTLPRequest(spans, instance: configuration.instance).body,
            timeout: configuration.requestTimeout)
        for pause in pauses.map(Optional.some) + [nil] {
            if let answer = try? await client.perform(request) {
                if (200..<300).contains(answer.status) { return nil }
                if ![429, 502, 503, 504].contains(answer.status) { return .refused }
            }
            guard let pause, (try? await Task.sleep(for: pause)) != nil else { break }
        }
        return .unreachable
    }

    private func count(_ loss: Loss, _ spans: Int) {
        Counter(label: "giro_spans_dropped_total", dimensions: [("reason", loss.rawValue)]).increment(by: spans)
    }
}
