import ArgumentParser
import Foundation
import Operations

/// What commands write: results to standard output, everything else to standard error.
enum Terminal {
    static let output = Paint.of(descriptor: STDOUT_FILENO, environment: ProcessInfo.processInfo.environment)

    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    static func say(_ lines: [String]) { say(lines.joined(separator: "\n")) }

    static func say(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Draws a picture over the one before it, as much as fits; where there is no terminal, one after the other.
    static func draw(_ text: String) {
        guard isatty(STDOUT_FILENO) == 1 else { return say(text) }
        var size = winsize()
        let rows = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 1 ? Int(size.ws_row) - 1 : .max
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(rows)
        write("\u{1B}[H" + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J", to: STDOUT_FILENO)
    }

    static func complain(_ text: String) { write("giro: \(text)\n", to: STDERR_FILENO) }

    /// Without a line's end: the next one is written over it.
    static func showProgress(_ text: String) { write("\r\u{1B}[K\(text)", to: STDERR_FILENO) }

    static func ask(_ question: String) { write(question, to: STDERR_FILENO) }

    /// Lines for standard error, as they are.
    static func report(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    static func exit(_ status: ExitStatus) -> Never { Foundation.exit(status.rawValue) }

    static func fail(_ text: String, _ status: ExitStatus) -> Never {
        for line in text.split(separator: "\n") { complain(String(line)) }
        exit(status)
    }

    /// Ends a command whose result has been said.
    static func finish(_ status: ExitStatus) throws {
        if status != .done { throw ExitCode(status.rawValue) }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                if descriptor == STDOUT_FILENO { cannotWrite(errno) }
                return
            }
        }
    }

    /// A result that does not arrive is no result. A reader that stops early, as `head` does, is told nothing.
    private static func cannotWrite(_ number: Int32) -> Never {
        if number != EPIPE { complain("cannot write the output: \(String(cString: strerror(number)))") }
        exit(.unavailable)
    }
}
