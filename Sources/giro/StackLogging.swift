import Foundation
import Logging
import Settings

/// Logs of the embedded stack: warnings to standard error, more with `LOG_LEVEL`.
enum StackLogging {
    static func start(_ standard: Logger.Level = .error) {
        let level = ProcessInfo.processInfo.environment["LOG_LEVEL"].flatMap(Logger.Level.init(rawValue:)) ?? standard
        LoggingSystem.bootstrap { TextLogHandler(label: $0, level: level) }
    }
}
