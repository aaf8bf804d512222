import CloudEvents
import TestSupport
import Testing

@Suite("Redaction")
struct RedactionTests {
    @Test(
        "e-mail addresses are masked",
        arguments: [
            ("anna@example.com", "***@***"),
            ("{\"email\":\"anna+giro@mail.example.co.uk\",\"x\":1}", "{\"email\":\"***@***\",\"x\":1}"),
            ("write to anna@example.com.", "write to ***@***."), ("<anna@example.com>", "<***@***>"),
            ("mailto:anna@example.com?subject=x", "mailto:***@***?subject=x"), ("a@b", "***@***"),
            ("anna@example.com,ben@example.org", "***@***,***@***"), ("étienne@exämple.fr", "***@***"),
            ("\\u00e9tienne@ex\\u00e4mple.fr!", "***@***!"), ("fran\\u00e7ois@example.fr", "***@***"),
            ("x\\nanna@example.com\\n", "x\\n***@***\\n"), ("\\\\nanna@example.com", "\\\\***@***"),
            ("\\\\u00e9anna@example.com", "\\\\***@***"), ("anna\\u0040example.com", "***@***"),
            ("to=anna%40example.com", "***@***"), ("anna@@example.com", "anna@@example.com"),
        ])
    func emails(text: String, expected: String) {
        #expect(masked(text) == expected)
    }

    @Test(
        "card numbers are masked, also with spaces or hyphens between their digits",
        arguments: [
            ("4111111111111111", "****"), ("card 4111 1111 1111 1111 please", "card **** please"),
            ("5500-0000-0000-0004", "****"), ("340000000000009", "****"), ("3400 000000 00009", "****"),
            ("6011000000000004", "****"), ("4222222222222", "****"), ("6304000000000000000", "****"),
            ("{\"pan\":4111111111111111}", "{\"pan\":****}"), ("4111 1111 1111 1111 12 27", "**** 12 27"),
            ("17 4111 1111 1111 1111", "17 ****"), ("x4111111111111111y", "x****y"),
            ("\\u00e94111111111111111", "\\u00e9****"),
            ("4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1", "****"), ("4111111111111111,5500000000000004", "****,****"),
        ])
    func cards(text: String, expected: String) {
        #expect(masked(text) == expected)
    }

    @Test(
        "what is neither stays as it is",
        arguments: [
            "", "@", "a@", "@b", " @ ", "4111111111111112", "411111111111", "41111111111111111111",
            "4111  1111  1111  1111",
            "4111_1111_1111_1111", "2026-11-21T09:30:00.123456Z", "01932f7e-5b1c-7cc3-98c4-dc0c0c07398f",
            "00000000-0000-0000-0000-000000000000", "11111111-1111-1111-1111-111111111111",
            "a4111111-1111-1111-8111-111111111111", "{\"amount_minor\":1250,\"currency\":\"EUR\"}", "\\n@x", "é漢🧾",
            "%4", "%40",
        ])
    func untouched(text: String) {
        let bytes = [UInt8](text.utf8)
        let result = Redaction.masked(bytes)
        #expect(result.bytes == bytes)
        #expect(!result.changed)
    }

    @Test("every length from 13 to 19 digits with a right check digit is masked, with a wrong one kept")
    func lengths() {
        var random = SeededGenerator(seed: 40)
        for length in 10...22 {
            for _ in 0..<200 {
                let digits =
                    [UInt8.random(in: 1...9, using: &random)]
                    + (2..<length).map { _ in UInt8.random(in: 0...9, using: &random) }
                let check = Self.checkDigit(for: digits)
                let text = (digits + [check]).map(String.init).joined()
                #expect((masked(text) == "****") == (13...19).contains(length))
                let wrong = (digits + [(check + 1) % 10]).map(String.init).joined()
                #expect(masked(wrong) == wrong)
            }
        }
    }

    @Test("no address and no card is left in random surroundings, and masking again changes nothing")
    func surroundings() {
        var random = SeededGenerator(seed: 41)
        let pieces = [
            " ", "\"", "{", "}", ":", ",", "\n", "\\n", "x", "é", "\u{0}", "<", ">", "(", ")", ";", "=", "\\\"",
        ]
        for _ in 0..<10_000 {
            let before = (0..<4).map { _ in random.element(of: pieces) }.joined()
            let after = random.element(of: [" ", "\"", ",", "\\n", "\n", "}"])
            let text =
                before + random.element(of: ["anna.b@example.com", "4111111111111111", "5500 0000 0000 0004"]) + after
            let once = Redaction.masked([UInt8](text.utf8))
            #expect(once.changed)
            let result = String(decoding: once.bytes, as: UTF8.self)
            #expect(!result.contains("example") && !result.contains("anna") && !result.contains { "145".contains($0) })
            #expect(Redaction.masked(once.bytes).bytes == once.bytes)
        }
    }

    @Test("any bytes at all are taken, and only finds are changed")
    func anyBytes() {
        var random = SeededGenerator(seed: 42)
        let alphabet = [UInt8]("@%40\\u0040-. 41a{\"".utf8) + [0x00, 0x80, 0xff]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in random.element(of: alphabet) }
            let result = Redaction.masked(bytes)
            #expect(result.changed || result.bytes == bytes)
        }
    }

    @Test("long rows of the worst take a time in proportion to their length", .timeLimit(.minutes(1)))
    func size() {
        for worst in ["@", "a", "1", "1 ", "a@", "\\", "\\u0040", "0-", "4111111111111111 "] {
            let bytes = [UInt8](String(repeating: worst, count: (1 << 17) / worst.utf8.count).utf8)
            #expect(Redaction.masked(bytes).bytes.count <= bytes.count * 4)
        }
    }

    private func masked(_ text: String) -> String {
        String(decoding: Redaction.masked([UInt8](text.utf8)).bytes, as: UTF8.self)
    }

    private static func checkDigit(for digits: [UInt8]) -> UInt8 {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let doubled = index % 2 == 0 ? Int(digit) * 2 : Int(digit)
            sum += doubled / 10 + doubled % 10
        }
        return UInt8((10 - sum % 10) % 10)
    }
}
