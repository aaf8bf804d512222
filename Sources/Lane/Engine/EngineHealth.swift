/// Whether one worker of a process is alive and can work, as far as the process itself can tell.
public struct EngineHealth: Sendable, Equatable {
    /// The engine's thread has begun and not ended.
    public var isRunning = false
    /// How long ago the engine's thread last came by a point that it passes again and again.
    public var engineSilenceMilliseconds: Int64 = 0
    /// The same for the publisher's thread; 0 while it has nothing to do.
    public var publisherSilenceMilliseconds: Int64 = 0
    /// The group has given this process its lanes, perhaps none, and they are taken over.
    public var hasAssignment = false
    /// The database did what it was last asked for.
    public var isDatabaseUp = false
    public var lanes = 0
    /// Lanes that wait for an operator.
    public var halted = 0

    public init() {}
}
