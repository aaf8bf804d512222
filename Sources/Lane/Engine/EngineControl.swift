import Kafka
import Synchronization

/// What other threads may do to an engine and see of it.
final class EngineControl: Sendable {
    struct State {
        var isStopping = false
        var hasEnded = false
        var publisherHasEnded = false
        var consumerHasClosed = false
        var waker: Waker?
        var publisher: Publisher?
        var progress = EngineProgress()
    }

    private let monitor = Monitor(State())
    /// When the engine's thread last came by; `monotonicMilliseconds`.
    private let heartbeat = Atomic<Int64>(0)

    var isStopping: Bool { monitor.read { $0.isStopping } }

    var progress: EngineProgress { monitor.read { $0.progress } }

    func started(waker: Waker, publisher: Publisher) {
        beat()
        monitor.update { state in
            state.waker = waker
            state.publisher = publisher
        }
    }

    /// The engine's thread says that it goes on. What may take long (a take-over, a slow batch) says so between its
    /// steps.
    func beat() { heartbeat.store(monotonicMilliseconds(), ordering: .relaxed) }

    var health: EngineHealth {
        let state = monitor.read { $0 }
        let lastBeat = heartbeat.load(ordering: .relaxed)
        var health = EngineHealth()
        health.isRunning = state.publisher != nil && !state.hasEnded
        health.engineSilenceMilliseconds = lastBeat == 0 ? 0 : max(monotonicMilliseconds() - lastBeat, 0)
        health.publisherSilenceMilliseconds = state.publisher?.silenceMilliseconds ?? 0
        health.hasAssignment = state.progress.hasAssignment
        health.isDatabaseUp = state.progress.isDatabaseUp
        health.lanes = state.progress.lanes.count
        health.halted = state.progress.halted.count
        return health
    }

    func stop() {
        let waker = monitor.update { state in
            state.isStopping = true
            return state.waker
        }
        waker?.wake()
    }

    func note(_ change: (inout EngineProgress) -> Void) { monitor.update { change(&$0.progress) } }

    func publisherEnded() { monitor.update { $0.publisherHasEnded = true } }

    func awaitPublisher(milliseconds: Int64) {
        _ = monitor.wait(milliseconds: milliseconds) { $0.publisherHasEnded ? true : nil }
    }

    func consumerClosed() { monitor.update { $0.consumerHasClosed = true } }

    func awaitConsumer(milliseconds: Int64) -> Bool {
        monitor.wait(milliseconds: milliseconds) { $0.consumerHasClosed ? true : nil } ?? false
    }

    func ended() { monitor.update { $0.hasEnded = true } }
}

/// How far an engine is, as one process sees it.
public struct EngineProgress: Sendable, Equatable {
    /// `topic/partition` of the lanes owned now.
    public var lanes: [String] = []
    public var appliedItems = 0
    public var committedBatches = 0
    public var deadLetters = 0
    public var retriedBatches = 0
    /// The code of the last error, empty when the last try went well.
    public var lastError = ""
    /// Lanes that wait for an operator, with the reason.
    public var halted: [String: String] = [:]
    /// What operators have paused of this worker: `worker`, `lane bill.paid/0`, `connector mail`, `drain`.
    public var paused: [String] = []
    /// The group has given this process its lanes, perhaps none, and they are taken over.
    public var hasAssignment = false
    /// The database did what it was last asked for.
    public var isDatabaseUp = false
}
