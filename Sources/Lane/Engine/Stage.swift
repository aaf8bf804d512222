import Glibc
import Synchronization

/// The named moments of a batch's way. Each is a place where a process can die; the crash tests enumerate them.
public enum Stage: String, Sendable, CaseIterable {
    case takenOver = "taken-over"
    case polled
    case decoded
    case claimed
    case handled
    case appended
    case committed
    case produced
    case published
    case called
    case trimmed
}

/// Kills the process at a stage, on purpose. Off unless the environment names one: `GIRO_CRASH_AT=committed:3` kills it
/// the third time it comes by. `GIRO_CRASH_AT=decoded:1:stop` makes it stand still there until it is continued.
///
/// Such a death is no message's doing. So it spares what a process has ended over before.
enum CrashPoint {
    private static let spares = Atomic<Bool>(false)

    /// While a suspect is in hand no process dies at a stage.
    static func spare(_ isSuspect: Bool) {
        if plan != nil { spares.store(isSuspect, ordering: .relaxed) }
    }

    private static let plan: (stage: Stage, countdown: Countdown, signal: Int32)? = {
        guard let setting = getenv("GIRO_CRASH_AT").map({ String(cString: $0) }) else { return nil }
        let parts = setting.split(separator: ":")
        guard let name = parts.first, let stage = Stage(rawValue: String(name)) else { return nil }
        let count = parts.count > 1 ? Int32(parts[1]) ?? 1 : 1
        return (stage, Countdown(count), parts.count > 2 && parts[2] == "stop" ? SIGSTOP : SIGKILL)
    }()

    @inline(__always)
    static func pass(_ stage: Stage) {
        guard let plan, plan.stage == stage, !spares.load(ordering: .relaxed) else { return }
        if plan.countdown.isOver() { kill(getpid(), plan.signal) }
    }
}

/// Counts down over all threads.
private final class Countdown: Sendable {
    private let left: Monitor<Int32>

    init(_ count: Int32) { left = Monitor(count) }

    func isOver() -> Bool {
        left.update { left in
            left -= 1
            return left == 0
        }
    }
}
