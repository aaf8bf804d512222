import Logging
import Payments

/// Lines for people: time of day, level, message, metadata as `name=value`.
public struct TextLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel: Logger.Level
    private let label: String
    private let write: @Sendable (String, Logger.Level) -> Void

    public init(label: String, level: Logger.Level) {
        self.init(label: label, level: level, write: LogLine.write)
    }

    package init(label: String, level: Logger.Level, write: @escaping @Sendable (String, Logger.Level) -> Void) {
        self.label = label
        self.write = write
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        // 2026-11-21T09:30:00.125Z: what stands between T and the fraction.
        let time = Timestamp.now().description.dropFirst("2026-11-21T".count).prefix("09:30:00".count)
        let level = "\(event.level)"
        var text = "\(time) \(level)" + String(repeating: " ", count: max(0, "critical".count - level.count))
        text += " \(label): \(Self.oneLine(event.message.description))"
        let metadata = LogLine.merged(event.metadata, metadata, metadataProvider)
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            text += " \(name)=\(Self.oneLine(value.description))"
        }
        if let error = event.error { text += " error=\(Self.oneLine("\(error)"))" }
        write(text, event.level)
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " | ")
    }
}
