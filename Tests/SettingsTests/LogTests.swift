import Foundation
import Logging
import Settings
import Synchronization
import Testing

@Suite("Log lines")
struct LogTests {
    private let lines = Lines()

    private func json() -> JSONLogHandler {
        JSONLogHandler(label: "giro.test", level: .trace) { [lines] line, _ in lines.add(line) }
    }

    @Test("a JSON line is one object with time, level, logger, message and metadata")
    func jsonLine() throws {
        var logger = Logger(label: "giro.test") { _ in json() }
        logger[metadataKey: "worker"] = "wallet"
        logger.warning(
            "a \"quoted\"\nline", metadata: ["n": "\(3)", "list": ["a", "b"], "deep": ["k": "v\u{1}"]])
        let line = try #require(lines.all.first)
        #expect(!line.contains("\n"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["level"] as? String == "warning")
        #expect(object["logger"] as? String == "giro.test")
        #expect(object["message"] as? String == "a \"quoted\"\nline")
        #expect((object["time"] as? String)?.hasSuffix("Z") == true)
        let metadata = try #require(object["metadata"] as? [String: Any])
        #expect(metadata["worker"] as? String == "wallet")
        #expect(metadata["list"] as? [String] == ["a", "b"])
        #expect((metadata["deep"] as? [String: String]) == ["k": "v\u{1}"])
    }

    @Test("an event's own metadata wins over the logger's")
    func precedence() throws {
        var logger = Logger(label: "giro.test") { _ in json() }
        logger[metadataKey: "k"] = "logger"
        logger.info("m", metadata: ["k": "event"])
        #expect(lines.all.first?.contains("\"k\":\"event\"") == true)
    }

    @Test("below the level nothing is written")
    func level() {
        let logger = Logger(label: "l") { label in
            JSONLogHandler(label: label, level: .error) { [lines] line, _ in lines.add(line) }
        }
        logger.warning("not this")
        logger.error("this")
        #expect(lines.all.count == 1)
    }

    @Test("a text line stays one line")
    func textLine() throws {
        let logger = Logger(label: "l") { label in
            TextLogHandler(label: label, level: .info) { [lines] line, _ in lines.add(line) }
        }
        logger.info("first\nsecond", metadata: ["b": "2", "a": "1"])
        let line = try #require(lines.all.first)
        #expect(line.hasSuffix("info     l: first | second a=1 b=2"))
    }

    @Test("mail addresses and card numbers are masked on their way out")
    func masking() {
        let line = String(decoding: LogLine.masked("to jo.doe@example.com with 4111111111111111"), as: UTF8.self)
        #expect(!line.contains("jo.doe"))
        #expect(!line.contains("4111111111111111"))
    }
}

private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}
