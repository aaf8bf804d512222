/// The bench could not measure.
public struct BenchError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case workerEnded = "worker_ended"
        case stalled = "stalled"
        case yardstick = "yardstick"
        case noAnswer = "no_answer"
        case malformedReply = "malformed_reply"
    }

    public let kind: Code
    /// For the person at the terminal.
    public let detail: String

    public init(_ kind: Code, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    /// Stable.
    public var code: String { kind.rawValue }
    public var description: String { detail }
}
