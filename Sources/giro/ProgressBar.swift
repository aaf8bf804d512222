import Foundation
import Stack

/// One line on standard error that is written over; silent when nobody looks at a terminal.
final class ProgressBar: Sendable {
    private let isOn = isatty(STDERR_FILENO) == 1
    private static let width = 40

    func say(_ sentence: String) { write(sentence) }

    func show(_ progress: DemoProgress) {
        guard isOn, progress.total > 0 else { return }
        let filled = progress.done * Self.width / progress.total
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        let step = progress.step.rawValue.padding(toLength: 18, withPad: " ", startingAt: 0)
        write("\(step) [\(bar)] \(progress.done)/\(progress.total)")
    }

    func clear() { write("") }

    private func write(_ line: String) {
        guard isOn else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[2K\(line)".utf8))
    }
}
