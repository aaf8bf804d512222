/// The embedded stack could not be started, or the demo could not go on.
public struct StackError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case invalidSender = "invalid_sender"
        case alreadyRunning = "already_running"
        case notReady = "not_ready"
        case directory = "directory"
        case simulator = "simulator"
        case otherData = "other_data"
        case publishing = "publishing"
        case gateway = "gateway"
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
