import Glibc

/// What was done when, in a file: the first thing to read after a violation.
final class Narrator {
    private let file: Int32
    private let started = ContinuousClock.now
    private let listener: @Sendable (String) -> Void

    init(path: String, alsoTo listener: @escaping @Sendable (String) -> Void) {
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        self.listener = listener
    }

    deinit { close(file) }

    func say(_ sentence: String) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var fields = tm()
        gmtime_r(&now.tv_sec, &fields)
        let clock = [fields.tm_hour, fields.tm_min, fields.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let milliseconds = "\(1_000 + now.tv_nsec / 1_000_000)".dropFirst()
        let line = Array("\(clock.joined(separator: ":")).\(milliseconds) \(sentence)\n".utf8)
        _ = write(file, line, line.count)
        listener(sentence)
    }
}
