import Curl
import Lane
import Payments

/// The span of one request to a biller: the one that its `traceparent` names.
struct RequestTrace {
    private let spans: (any SpanRecorder)?
    private let request: HTTPRequest
    private let context: TraceContext?
    private let parent: UInt64?

    /// - Parameter header: the `traceparent` of the call that the request belongs to.
    init(_ spans: (any SpanRecorder)?, _ request: HTTPRequest, below header: String?) {
        self.spans = spans
        self.request = request
        guard let spans, let parent = header.flatMap({ TraceContext($0) }), spans.wants(parent) else {
            context = nil
            self.parent = nil
            return
        }
        context = request.headers.first { $0.name == "traceparent" }.flatMap { TraceContext($0.value) }
        self.parent = parent.span
    }

    func follow(_ body: () async throws(CurlError) -> HTTPResponse) async throws(CurlError) -> HTTPResponse {
        guard let spans, let context else { return try await body() }
        let start = Timestamp.now().microseconds * 1_000
        let host = request.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
        var span = Span(
            worker: "billing", name: request.method, kind: .client, context: context, parent: parent, start: start,
            end: start,
            attributes: [
                ("http.request.method", .text(request.method)),
                ("server.address", .text(Breakers.label(host.joined(separator: "/")))),
            ])
        defer {
            span.end = Timestamp.now().microseconds * 1_000
            spans.record([span])
        }
        do throws(CurlError) {
            let response = try await body()
            span.attributes.append(("http.response.status_code", .number(Int64(response.status))))
            if response.status >= 400 { span.fault = "http_\(response.status)" }
            return response
        } catch {
            span.fault = error.code.rawValue
            throw error
        }
    }
}
