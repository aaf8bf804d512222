/// A piece of work that is done, as OpenTelemetry tells of it. Holds places, codes and counts, never content.
public struct Span: Sendable {
    /// The numbers are OTLP's.
    public enum Kind: Int, Sendable {
        case within = 1
        case client = 3
        case producer = 4
        case consumer = 5
    }

    public enum Value: Sendable, Equatable {
        case text(String)
        case number(Int64)
    }

    public let worker: String
    public let name: String
    public let kind: Kind
    /// The span's own.
    public let context: TraceContext
    /// The span above it; `nil` begins the trace.
    public let parent: UInt64?
    /// Nanoseconds since the Unix epoch.
    public let start: Int64
    public var end: Int64
    public var attributes: [(name: String, value: Value)]
    public var links: [TraceContext]
    /// A stable code; `nil` when all went well.
    public var fault: String?

    public init(
        worker: String, name: String, kind: Kind, context: TraceContext, parent: UInt64?, start: Int64, end: Int64,
        attributes: [(name: String, value: Value)] = [], links: [TraceContext] = []
    ) {
        self.worker = worker
        self.name = name
        self.kind = kind
        self.context = context
        self.parent = parent
        self.start = start
        self.end = end
        self.attributes = attributes
        self.links = links
    }
}

/// Takes finished spans to where they are looked at. Called from several threads; must not block.
public protocol SpanRecorder: Sendable {
    /// Whether spans of this trace are wanted. The same answer in every process.
    func wants(_ context: TraceContext) -> Bool

    func record(_ spans: [Span])
}
