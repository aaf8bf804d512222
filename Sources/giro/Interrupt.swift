import Foundation
import Operations

/// Ctrl-C (or SIGTERM) asks a long work to end after its current step; the second one ends the process at once.
enum Interrupt {
    private static let asked = StopRequest()

    /// To be called once, before the work begins.
    static func request() -> StopRequest {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interrupt.asked.set()
                signal(number, SIG_DFL)
            }
        }
        return asked
    }
}

/// How far a work is, on a terminal, a few times a second.
final class WorkLine {
    private let isOn = Terminal.showsProgress
    private var isShown = false
    private var next = ContinuousClock.now

    func show(_ done: Int, of total: Int, _ more: String = "") {
        guard isOn, ContinuousClock.now >= next else { return }
        next = .now + .milliseconds(200)
        isShown = true
        let share = total > 0 ? "\(min(100, done * 100 / total))%  " : ""
        Terminal.showProgress("\(share)\(done.grouped) of \(total.grouped)\(more)  (Ctrl-C stops)")
    }

    func clear() {
        guard isShown else { return }
        isShown = false
        Terminal.showProgress("")
    }
}
