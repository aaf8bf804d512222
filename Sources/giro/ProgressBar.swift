import Foundation
import Stack

/// One line on standard error that is written over; silent when nobody looks at a terminal.
struct ProgressBar: Sendable {
    private static let width = 40

    func say(_ sentence: String) {
        if Terminal.showsProgress { Terminal.showProgress(sentence) }
    }

    func show(_ progress: DemoProgress) {
        guard progress.total > 0 else { return }
        let filled = progress.done * Self.width / progress.total
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        let step = progress.step.rawValue.padding(toLength: 18, withPad: " ", startingAt: 0)
        say("\(step) [\(bar)] \(progress.done)/\(progress.total)")
    }

    func clear() { say("") }
}
