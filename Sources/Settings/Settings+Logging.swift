import Glibc
import Logging

extension Settings {
    public enum LogFormat: String, Sendable {
        case auto
        case json
        case text
    }

    public var logLevel: Logger.Level { choice(.logLevel, as: Logger.Level.self) }

    /// What `auto` comes to: text where a person reads standard error.
    public var logFormat: LogFormat {
        let chosen = choice(.logFormat, as: LogFormat.self)
        if chosen != .auto { return chosen }
        return isatty(STDERR_FILENO) == 1 ? .text : .json
    }

    /// Makes every logger of this process write as the settings say. To be called once, before any logger is made.
    public func startLogging() {
        let (level, isText) = (logLevel, logFormat == .text)
        LoggingSystem.bootstrap { label in
            if isText { return TextLogHandler(label: label, level: level) }
            return JSONLogHandler(label: label, level: level)
        }
    }
}
