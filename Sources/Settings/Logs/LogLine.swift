import CloudEvents
import Glibc
import Logging
import Metrics
import Synchronization

/// Log lines on standard error, one write each, so that lines of several threads and processes stay whole.
///
/// Mail addresses and card numbers are masked in everything that passes, whoever logged it.
package enum LogLine {
    private static let gate = Mutex(())
    /// Made with the first line; whoever wants them counted installs a backend before.
    private static let lines = Logger.Level.allCases.map {
        Counter(label: "giro_log_lines_total", dimensions: [("level", $0.rawValue)])
    }

    static func write(_ line: String, _ level: Logger.Level) {
        lines[Logger.Level.allCases.firstIndex(of: level) ?? 0].increment()
        let bytes = masked(line)
        gate.withLock { _ in
            var written = 0
            while written < bytes.count {
                let count = bytes.withUnsafeBytes {
                    Glibc.write(STDERR_FILENO, $0.baseAddress! + written, $0.count - written)
                }
                if count > 0 {
                    written += count
                } else if errno != EINTR {
                    return
                }
            }
        }
    }

    package static func masked(_ line: String) -> [UInt8] {
        Redaction.masked(Array(line.utf8)).bytes + [UInt8(ascii: "\n")]
    }

    /// The event's metadata over the handler's over the provider's.
    static func merged(
        _ event: Logger.Metadata?, _ handler: Logger.Metadata, _ provider: Logger.MetadataProvider?
    ) -> Logger.Metadata {
        var all = provider?.get() ?? [:]
        all.merge(handler) { _, own in own }
        if let event { all.merge(event) { _, own in own } }
        return all
    }
}
