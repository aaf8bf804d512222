import FoundationEssentials
import Glibc

/// The server's log, to which each start appends.
extension Layout {
    var logSize: Int {
        var status = stat()
        return stat(log, &status) == 0 ? Int(status.st_size) : 0
    }

    /// The end of what was logged since a size was read; for the reason of a failure.
    func logTail(from size: Int) -> String {
        let bytes = FileManager.default.contents(atPath: log) ?? Data()
        return String(decoding: bytes.dropFirst(size).suffix(2000), as: UTF8.self)
    }

    /// Starts the log over when it has become large.
    func limitLog() {
        if logSize > 16 << 20 { truncate(log, 0) }
    }
}
