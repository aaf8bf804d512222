/// How an outside system answers one process.
public struct ConnectorState: Sendable, Equatable {
    public enum Health: String, Sendable {
        /// Answers fail, and not yet so many that it is left alone.
        case failing
        /// It is left alone for a while.
        case open
        /// One call finds out whether it answers again.
        case halfOpen = "half_open"
    }

    /// As in `Worker.connector(of:)`.
    public let name: String
    public let health: Health

    public init(name: String, health: Health) {
        self.name = name
        self.health = health
    }
}
