import NotificationWorker
import Testing

@Suite("Values from outside in a mail")
struct InjectionTests {
    private static let attempts = [
        "x\r\nBcc: eve@evil.example", "x\r\n\r\n<script>alert(1)</script>", "x\nContent-Type: text/html",
        "x\r.\r\nMAIL FROM:<a>",
        "=?UTF-8?Q?x=0D=0ABcc:_eve@evil.example?=", "<img src=x onerror=alert(1)>",
        "\"\u{301} onmouseover=\"\u{301}alert(1)",
        "<\u{301}script>", "{{amount}} {{{name}}} {{#rows}}x{{/rows}}", "\u{202e}lave", "a\u{0}b",
        "--=_giro_0000000000000000", "x, eve@evil.example", "x> <eve@evil.example", String(repeating: "長", count: 46),
        String(repeating: "x", count: 140), ".",
    ]

    @Test("in a reference change no header and no part", arguments: attempts)
    func reference(text: String) async throws {
        _ = try await checked(letter(.paymentSettled, reference: text))
    }

    @Test("in a name change no header and no part", arguments: attempts)
    func name(text: String) async throws {
        let parsed = try await checked(letter(.paymentReceived, name: text, locale: "ja"))
        #expect(parsed.header("To").count == 1)
        #expect(parsed.header("To")[0].hasSuffix("<ann@wallet.example>"))
    }

    private func checked(_ mail: [UInt8]) async throws -> ParsedMail {
        let parsed = try #require(try await ParsedMail.read([mail]).first)
        #expect(parsed.defects.isEmpty)
        #expect(parsed.headers.count == 9)
        #expect(parsed.header("Bcc").isEmpty)
        #expect(parsed.parts.map(\.type) == ["text/plain", "text/html"])
        for letter in parsed.parts {
            #expect(!letter.text.contains("\u{202e}"))
            #expect(!letter.text.contains("\u{0}"))
        }
        let tags = Set(
            parsed.parts[1].text.unicodeScalars.split(separator: "<").dropFirst().map { tag in
                String(String.UnicodeScalarView(tag.prefix { !" >".unicodeScalars.contains($0) }))
            })
        #expect(tags.isSubset(of: Self.tags))
        // As many as the layout has: no value has closed one of its attributes.
        #expect(
            parsed.parts[1].text.unicodeScalars.count { $0 == "\"" } == Self.quotes(rows: rows(parsed.parts[1].text)))
        let lines = mail.split(separator: 10, omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 998 })
        #expect(lines.dropLast().allSatisfy { $0.last == 13 })
        #expect(!mail.indices.contains { mail[$0] == 13 && (($0 + 1 == mail.count) || mail[$0 + 1] != 10) })
        #expect(mail.allSatisfy { $0 < 128 })
        return parsed
    }

    private static let tags: Set<String> = [
        "!DOCTYPE", "html", "head", "meta", "title", "/title", "/head", "body", "div", "p", "/p", "table", "tr", "td",
        "/td",
        "/tr", "/table", "/div", "/body", "/html",
    ]

    private func rows(_ html: String) -> Int { html.split(separator: "<tr>").count - 1 }

    /// What the layout has: 18 outside the rows and 4 in each.
    private static func quotes(rows: Int) -> Int { 18 + 4 * rows }
}
