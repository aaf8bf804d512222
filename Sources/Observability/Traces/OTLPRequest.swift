import FoundationEssentials
import Lane

/// The body of an OTLP/HTTP request with JSON. Ids are hexadecimal, 64-bit numbers are text, enums are numbers.
/// Source: opentelemetry-proto 1.x, trace.proto; OTLP specification 1.x, "JSON Protobuf Encoding".
struct OTLPRequest: Encodable {
    let resourceSpans: [ResourceSpans]

    struct ResourceSpans: Encodable {
        let resource: Resource
        let scopeSpans: [ScopeSpans]
    }

    struct Resource: Encodable {
        let attributes: [Attribute]
    }

    struct ScopeSpans: Encodable {
        let scope: Scope
        let spans: [OTLPSpan]
    }

    struct Scope: Encodable {
        let name: String
    }

    struct Attribute: Encodable {
        let key: String
        let value: Value

        struct Value: Encodable {
            var stringValue: String?
            var intValue: String?
        }

        init(_ key: String, _ value: Span.Value) {
            self.key = key
            switch value {
            case .text(let text): self.value = Value(stringValue: text)
            case .number(let number): self.value = Value(intValue: String(number))
            }
        }
    }

    /// One resource for each worker, named `giro-<worker>`.
    ///
    /// - Parameter instance: names the process.
    init(_ spans: [Span], instance: String) {
        let workers = Dictionary(grouping: spans, by: \.worker)
        resourceSpans = workers.sorted { $0.key < $1.key }.map { worker, spans in
            ResourceSpans(
                resource: Resource(attributes: [
                    Attribute("service.name", .text("giro-\(worker)")),
                    Attribute("service.instance.id", .text(instance)),
                ]),
                scopeSpans: [ScopeSpans(scope: Scope(name: "giro"), spans: spans.map(OTLPSpan.init))])
        }
    }

    /// Encoding plain text and numbers cannot fail.
    var body: [UInt8] { (try? JSONEncoder().encode(self)).map { [UInt8]($0) } ?? [] }
}

struct OTLPSpan: Encodable {
    let traceId: String
    let spanId: String
    let parentSpanId: String?
    let name: String
    let kind: Int
    let startTimeUnixNano: String
    let endTimeUnixNano: String
    let attributes: [OTLPRequest.Attribute]
    let links: [Link]
    let status: Status?

    struct Link: Encodable {
        let traceId: String
        let spanId: String
    }

    struct Status: Encodable {
        /// STATUS_CODE_ERROR
        let code = 2
        let message: String

        private enum CodingKeys: CodingKey {
            case code
            case message
        }
    }

    init(_ span: Span) {
        traceId = span.context.traceID
        spanId = span.context.spanID
        parentSpanId = span.parent.map(TraceContext.hex)
        name = span.name
        kind = span.kind.rawValue
        startTimeUnixNano = String(span.start)
        endTimeUnixNano = String(max(span.end, span.start))
        attributes = span.attributes.map { OTLPRequest.Attribute($0.name, $0.value) }
        links = span.links.map { Link(traceId: $0.traceID, spanId: $0.spanID) }
        status = span.fault.map { Status(message: $0) }
    }
}
