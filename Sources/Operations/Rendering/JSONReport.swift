import Foundation

/// What `--json` prints: one object, keys in snake case and in order, times as RFC 3339.
public enum JSONReport {
    public static func text(_ report: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(report) else {
            preconditionFailure("a report holds only what JSON can say")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
