/// Whose outside calls are counted together, so that no owner's calls take what others need.
public struct CallShare: Sendable, Hashable {
    /// Whose calls they are. An owner's calls never take more of the process's calls than they leave free.
    public let owner: String
    /// What is called. Calls to one target are made in the order in which they are due.
    public let target: String
    /// The most calls to the target at once.
    public let maximum: Int

    public init(owner: String, target: String, maximum: Int = .max) {
        self.owner = owner
        self.target = target
        self.maximum = maximum
    }

    /// Of a call that belongs to no owner: bounded by what the process has in all, and by nothing else.
    static let nobodys = CallShare(owner: "", target: "")

    var isNobodys: Bool { owner.isEmpty }
}
