/// The torture could not be begun, or could not go on. What it found wrong is a `Violation`, not an error.
public struct TortureError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case directory
        case process
        case broker
        /// A real cluster whose topics hold messages of somebody else.
        case clusterInUse = "cluster_in_use"
        case simulator
        case notReady = "not_ready"
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
    public var description: String { "\(code): \(detail)" }
}
