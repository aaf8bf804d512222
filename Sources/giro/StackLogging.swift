import Foundation
import Logging
import Settings

/// Logs of the embedded stack: warnings to standard error, more with `LOG_LEVEL`.
enum StackLogging {
    static func start() {
        let level = ProcessInfo.processInfo.environment["LOG_LEVEL"].flatMap(Logger.Level.init(rawValue:)) ?? .error
        LoggingSystem.bootstrap { TextLogHandler(label: $0, level: level) }
    }
}
