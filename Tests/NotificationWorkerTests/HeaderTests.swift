import NotificationWorker
import Payments
import Testing

@Suite("Header values")
struct HeaderTests {
    @Test("short plain ASCII stays as it is")
    func plainSubject() {
        #expect(EncodedWord.text("Your payment of 12.50 EUR is complete") == "Your payment of 12.50 EUR is complete")
    }

    @Test(
        "no line break or control character gets into a header",
        arguments: ["a\r\nBcc: x@y.example", "a\nb", "a\u{0}b", "a\u{85}b", "a\u{2028}b", "\u{7f}", "a\r", "\tb"])
    func controlCharacters(text: String) {
        let header = EncodedWord.text(text)
        let unfolded = header.split(separator: "\r\n ").joined()
        #expect(unfolded.unicodeScalars.allSatisfy { (0x20...0x7e).contains($0.value) })
    }

    @Test("text that looks encoded is encoded, so that nobody decodes it")
    func lookalike() {
        #expect(EncodedWord.text("=?UTF-8?B?QkNDOg==?=").hasPrefix("=?UTF-8?B?PT9VVEYtOD9C"))
    }

    @Test("a line with an encoded word has at most 76 characters, and each word whole characters only")
    func wordLength() {
        let text = String(repeating: "支払いが完了しました", count: 8)
        let words = EncodedWord.text(text).split(separator: "\r\n ")
        #expect(words.count > 3)
        for word in words {
            #expect("Subject: \(word)".utf8.count <= 76)
            let bytes = base64Decoded(word.dropFirst(10).dropLast(2))
            #expect(String(validating: bytes, as: UTF8.self) != nil)
        }
    }

    @Test(
        "an address that could be read as something else is none",
        arguments: [
            "", "@", "a@", "@b.example", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y.example>", "<a@b.example>",
            "\"a b\"@c.example", "a@b@c.example", "a@b..example", ".a@b.example", "a@-b.example", "ä@b.example",
            "a@b.example>", "a,b@c.example", "a@[127.0.0.1]", "a@b.example ",
        ])
    func badAddress(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test(
        "usual addresses are accepted", arguments: ["a@b.example", "first.last+tag@sub.b-c.example", "x_1@localhost"])
    func goodAddress(text: String) {
        #expect(MailAddress(text)?.text == text)
    }

    @Test("dates are those of RFC 5322")
    func dates() throws {
        let leapDay = try #require(Timestamp("2024-02-29T23:59:59.5Z"))
        #expect(MailDate.text(leapDay) == "Thu, 29 Feb 2024 23:59:59 +0000")
        #expect(MailDate.text(Timestamp(microseconds: 0)) == "Thu, 01 Jan 1970 00:00:00 +0000")
        #expect(MailDate.text(Timestamp(microseconds: -1)) == "Wed, 31 Dec 1969 23:59:59 +0000")
    }
}

private func base64Decoded(_ text: Substring) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var bytes: [UInt8] = []
    var bits = 0
    var count = 0
    for character in text where character != "=" {
        bits = bits << 6 | (alphabet.firstIndex(of: character) ?? 0)
        count += 6
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
    }
    return bytes
}
