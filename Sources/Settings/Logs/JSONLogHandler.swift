import Logging
import Payments

/// A JSON object per line: `time`, `level`, `logger`, `message`, then the metadata under their own names in `metadata`.
public struct JSONLogHandler: LogHandler {
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
        var text = "{\"time\":\"\(Timestamp.now())\",\"level\":\"\(event.level)\",\"logger\":"
        Self.append(label, to: &text)
        text += ",\"message\":"
        Self.append(event.message.description, to: &text)
        var metadata = LogLine.merged(event.metadata, metadata, metadataProvider)
        if let error = event.error { metadata["error"] = "\(error)" }
        if !metadata.isEmpty {
            text += ",\"metadata\":"
            Self.append(.dictionary(metadata), to: &text)
        }
        write(text + "}", event.level)
    }

    private static func append(_ value: Logger.MetadataValue, to text: inout String) {
        switch value {
        case .string(let string): append(string, to: &text)
        case .stringConvertible(let convertible): append(convertible.description, to: &text)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                append(value, to: &text)
            }
            text += "]"
        case .dictionary(let pairs):
            text += "{"
            for (index, pair) in pairs.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text += "," }
                append(pair.key, to: &text)
                text += ":"
                append(pair.value, to: &text)
            }
            text += "}"
        }
    }

    /// RFC 8259, section 7.
    private static func append(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
