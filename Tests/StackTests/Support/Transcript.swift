import Foundation
import Testing

/// What a command printed, with everything replaced that is another each time; compared with a file beside the tests.
/// With `GIRO_WRITE_TRANSCRIPTS` set the files are written anew.
struct Transcript {
    let text: String

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Transcripts")

    init(_ output: String) {
        var text = output.replacingOccurrences(of: ProcessInfo.processInfo.hostName, with: "host")
        let rules: [(String, String)] = [
            (#"\d{4}-\d\d-\d\d"#, "yyyy-mm-dd"), (#"\d\d:\d\d:\d\d(\.\d{3})?"#, "hh:mm:ss"),
            (#"127\.0\.0\.1:\d+"#, "127.0.0.1:port"), (#"\b\d+ (s|min)\b"#, "N s"), (#"\b\d+ tries\b"#, "N tries"),
            (#"(?<![0-9a-f-])\d+-\d+(?=[,\s]|$)"#, "L-N"), (#"#\d+"#, "#L"), (#"/\d@\d+"#, "/P@O"), (#" {2,}"#, "  "),
            (#"attempt \d+"#, "attempt N"), (#"(?m)^(half_open|failing)  http"#, "open  http"),
        ]
        for (pattern, replacement) in rules {
            text = text.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
        }
        self.text = text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.evenlyCut).joined(
            separator: "\n")
    }

    /// Where a cell is cut depends on how wide its neighbours happen to be.
    private static func evenlyCut(_ line: Substring) -> String {
        let cells = line.components(separatedBy: "  ")
        return cells.map { $0.hasSuffix("…") ? $0.prefix(12) + "…" : $0 }.joined(separator: "  ")
    }

    /// - Parameter sorted: the order of lines is not always the same.
    func expect(_ name: String, sorted: Bool = false, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = Self.folder.appendingPathComponent("\(name).txt")
        if ProcessInfo.processInfo.environment["GIRO_WRITE_TRANSCRIPTS"] != nil {
            try Data(text.utf8).write(to: file)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        func form(_ text: String) -> [Substring] {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return sorted ? lines.sorted() : lines
        }
        #expect(form(text) == form(golden), "\(text)", sourceLocation: sourceLocation)
    }
}
