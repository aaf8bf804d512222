import Settings
import Synchronization

/// Keeps a long work at a steady rate, so that what else runs keeps its own.
struct Pace {
    private let perSecond: Int
    private var due = ContinuousClock.now

    init(perSecond: Int) {
        self.perSecond = max(1, perSecond)
    }

    /// How many may go together: a fifth of a second's worth, 500 at most.
    var chunk: Int { min(500, max(1, perSecond / 5)) }

    /// Waits until `count` more are due; returns early when the work is to stop.
    mutating func wait(after count: Int, unless stop: StopRequest) {
        due = max(due, .now - .seconds(1)) + .seconds(1) * count / perSecond
        while !stop.isSet {
            let left = due - .now
            if left <= .zero { return }
            Sleep.milliseconds(min(50, max(1, left.wholeMilliseconds)))
        }
    }
}

/// Somebody wants a long work to end after its current step. May be set from a signal's handler.
public final class StopRequest: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    public var isSet: Bool { flag.load(ordering: .relaxed) }
    public func set() { flag.store(true, ordering: .relaxed) }
}
