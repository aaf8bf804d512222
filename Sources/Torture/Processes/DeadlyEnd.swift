import Glibc

/// Whether a process was ended by a payload on purpose, which it says in its log with its last breath.
enum DeadlyEnd {
    private static let words = "GIRO_DEADLY ends "
    private static let tail = 65_536

    /// `wallet at decode`; nil when it was not.
    ///
    /// - Parameter start: where in the log the process began.
    static func told(in log: String, after start: Int) -> String? {
        let file = open(log, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let from = max(start, size(of: log) - tail)
        var bytes = [UInt8](repeating: 0, count: tail)
        let count = pread(file, &bytes, bytes.count, from)
        guard count > 0 else { return nil }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
        return lines.last { $0.hasPrefix(words) }.map { String($0.dropFirst(words.count)) }
    }

    /// Bytes; 0 when it is not there.
    static func size(of log: String) -> Int {
        var status = stat()
        return stat(log, &status) == 0 ? Int(status.st_size) : 0
    }
}
