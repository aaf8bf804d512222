import Foundation
import Operations

/// One line on a terminal that says how far a publication is, a few times a second. Nothing where no person watches.
final class ProgressLine {
    private let isOn = Terminal.showsProgress
    /// Of a file; nil of a pipe.
    private let totalBytes: Int?
    private var isShown = false
    private var next = ContinuousClock.now

    init(descriptor: Int32) {
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        totalBytes = isFile && status.st_size > 0 ? Int(status.st_size) : nil
    }

    func show(_ publisher: CommandPublisher, bytesRead: Int) {
        guard isOn, ContinuousClock.now >= next else { return }
        next = .now + .milliseconds(200)
        isShown = true
        let share = totalBytes.map { "\(min(100, bytesRead * 100 / $0))%  " } ?? ""
        Terminal.showProgress(share + publisher.progress.sentence)
    }

    func clear() {
        guard isShown else { return }
        isShown = false
        Terminal.showProgress("")
    }
}
