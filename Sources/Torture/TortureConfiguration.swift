import FoundationEssentials
import Lane

/// What one run does. The same seed draws the same workload and the same faults; when exactly they meet is the
/// machine's.
public struct TortureConfiguration: Sendable {
    public var seed: UInt64
    /// How long payments and faults go on. Starting, and waiting for the last payment, come on top.
    public var duration: Duration
    /// Of each worker.
    public var processes = 3
    /// `payment.requested` lines a second, while there is room.
    public var rate = 100
    /// Where logs, settings, mail and the database are kept. Made when missing.
    public var directory: String
    /// Payments that are published while no worker runs, before anything else.
    public var backlog = 0
    /// A real cluster; `nil` starts the embedded broker in a process of its own.
    public var bootstrapServers: String?
    public var faults = FaultMix.everything
    /// Stages that the workers' first processes die at, one after the other, before anything else counts as done.
    public var stages: [String: [Stage]] = [:]
    /// `giro`, which the processes are started from.
    public var executable: String
    /// How long the last payments may take once the faults have ended.
    public var patience: Duration = .seconds(120)
    /// Told what happens, one line at a time.
    public var narrate: @Sendable (String) -> Void = { _ in }

    public init(seed: UInt64, duration: Duration, directory: String, executable: String) {
        self.seed = seed
        self.duration = duration
        self.directory = directory
        self.executable = executable
    }

    /// The running program when it is `giro`, else the `giro` that was built beside it.
    public static func ownExecutable() -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "giro"
        let parts = own.split(separator: "/", omittingEmptySubsequences: false)
        return parts.last == "giro" ? own : parts.dropLast().joined(separator: "/") + "/giro"
    }
}
