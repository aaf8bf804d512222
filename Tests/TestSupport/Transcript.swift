import Foundation

/// What commands printed, to be compared with a file beside the tests. With `GIRO_WRITE_TRANSCRIPTS` set the files are
/// written anew.
///
///     let transcript = Transcript(output)
///     #expect(transcript.tooWide == [])
///     #expect(try transcript.recorded(as: "status.txt") == transcript.lines)
public struct Transcript {
    /// What every terminal has.
    public static let width = 100

    /// Without what differs from run to run.
    public let lines: [String]
    /// Lines that are wider, as they were printed.
    public let tooWide: [String]

    /// What is another each time: moments, ages, ports, places, numbers of lanes and rows, counts that race.
    private static let volatile: [(pattern: String, replacement: String)] = [
        (#"\d{4}-\d\d-\d\d"#, "yyyy-mm-dd"), (#"\d\d:\d\d:\d\d(\.\d{3})?"#, "hh:mm:ss"),
        (#"127\.0\.0\.1:\d+"#, "127.0.0.1:port"), (#"(?<!< )\b\d+ (s|min)\b"#, "N s"), (#"\b\d+ tries\b"#, "N tries"),
        (#"(?<=[ ,])\d+-\d+(?=[,\s]|$)"#, "L-N"), (#"#\d+"#, "#L"), (#"/\d@\d+"#, "/P@O"),
        (#"\b0[0-9a-f]{7}-[0-9a-f]{4}-7[0-9a-f]{3}-(?!8000-)[0-9a-f]{4}-[0-9a-f]{12}"#, "ID"),
        (#"attempt \d+"#, "attempt N"), (#"(?m)^(half_open|failing)( +http)"#, "open$2"),
        (#"(?m)^(requested|debited|paid|failed)( +[-\d]+){5}$"#, "$1  by age"),
        (#"(?m)^(till +\w+ +\w+ +\d+ +\d+ +)\d+"#, "$1C"),
        (#"N tries, .*"#, "N tries, and the last answer"),
        (#"\b(http_503|breaker_open)\b"#, "http_503 or breaker_open"),
        // How wide a column is, and where a cell is cut, depends on such values.
        (#" {2,}"#, "  "), (#"(?m)(?<=  |^)(\S(?:\S| (?! )){5})(?:\S| (?! ))*…"#, "$1…"),
    ]

    /// - Parameter isVolatile: false where the test has set every value itself.
    public init(_ output: String, isVolatile: Bool = true) {
        var text = output
        if isVolatile {
            for (pattern, replacement) in Self.volatile {
                text = text.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
            }
        }
        lines = Self.lines(of: text)
        tooWide = Self.lines(of: output).filter { $0.count > Self.width }
    }

    /// The file in the folder `Transcripts` beside the test.
    public func recorded(as name: String, beside test: String = #filePath) throws -> [String] {
        let file = URL(fileURLWithPath: test).deletingLastPathComponent().appendingPathComponent("Transcripts/\(name)")
        if ProcessInfo.processInfo.environment["GIRO_WRITE_TRANSCRIPTS"] != nil {
            try Data(lines.joined(separator: "\n").utf8).write(to: file)
        }
        return Self.lines(of: try String(contentsOf: file, encoding: .utf8))
    }

    private static func lines(of text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
