/// Whether something that a process serves can be asked now.
public struct ServiceHealth: Sendable {
    /// Nothing in it is stuck.
    public let isHealthy: Bool
    /// Why it cannot serve; stable codes.
    public let obstacles: [String]

    public init(isHealthy: Bool, obstacles: [String]) {
        self.isHealthy = isHealthy
        self.obstacles = obstacles
    }
}
