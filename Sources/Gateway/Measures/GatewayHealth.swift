import Synchronization

/// Whether a gateway can serve, as far as the process itself can tell.
public struct GatewayHealth: Sendable, Equatable {
    /// It listens, and was not asked to end.
    public var isServing = false
    /// Its three roles got an answer when they last asked.
    public var isDatabaseUp = false
    /// Since the relay last came by; it does at least once a second, whether or not Kafka is there.
    public var relaySilenceMilliseconds: Int64 = 0

    public init() {}
}

/// Kept by those who know it, read by whoever asks.
final class HealthState: Sendable {
    private struct State {
        var health = GatewayHealth()
        var relayCameBy = ContinuousClock.now
    }

    private let state = Mutex(State())

    func serving(_ isServing: Bool) { state.withLock { $0.health.isServing = isServing } }
    func database(isUp: Bool) { state.withLock { $0.health.isDatabaseUp = isUp } }
    func relayCameBy() { state.withLock { $0.relayCameBy = .now } }

    var health: GatewayHealth {
        state.withLock { state in
            var health = state.health
            health.relaySilenceMilliseconds = Int64((.now - state.relayCameBy) / .milliseconds(1))
            return health
        }
    }
}
