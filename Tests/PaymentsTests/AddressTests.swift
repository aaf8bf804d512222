import Payments
import TestSupport
import Testing

@Suite("Addresses")
struct AddressTests {
    @Test(
        "an address of IPv6 counts by its first 64 bits, one of IPv4 as it is, however it is written",
        arguments: [
            ("203.0.113.7", "203.0.113.7"), ("203.0.113.7:4711", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80:0:0:0::/64"), ("::1", "0:0:0:0::/64"), ("unknown", "unknown"), ("", ""),
        ])
    func counted(text: String, expected: String) {
        #expect(CountedAddress(text).text == expected)
    }

    @Test("any text that a proxy's header holds can be counted, and only so much of it is kept")
    func anything() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<20_000 {
            let text = String(
                decoding: (0..<Int.random(in: 0...90, using: &random)).map { _ in
                    random.element(of: Array("[]:%/.0189afé \u{0}".utf8))
                }, as: UTF8.self)
            #expect(CountedAddress(text).text.count <= 64)
        }
    }

    @Test(
        "what a mail server could not take, or could misread, is no mail address",
        arguments: [
            "taro..yamada@docomo.example", "a.@b.example", ".a@b.example", "-a@b.example", "a.-b@c.example", "a@b-.c",
            "a@-b.c", "a@b..c", "a@b.c.", "a@.b", "a@b_c.example", "ä@b.example", "a@bücher.example", "a@[127.0.0.1]",
            "\"a b\"@c.example", "a@b@c.example", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y>", "@b.example", "a@",
        ])
    func noMailAddress(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test("lengths of a mail address are bounded as SMTP bounds them")
    func lengths() {
        let label = String(repeating: "d", count: 63)
        let local = String(repeating: "l", count: 64)
        #expect(MailAddress("\(local)@\(label).example") != nil)
        #expect(MailAddress("\(local)l@\(label).example") == nil)
        #expect(MailAddress("a@\(label)d.example") == nil)
        let domain = "\(label).\(label).\(label)"
        #expect(MailAddress(String(repeating: "l", count: 254 - 1 - domain.utf8.count) + "@" + domain) != nil)
        #expect(MailAddress(String(repeating: "l", count: 255 - 1 - domain.utf8.count) + "@" + domain) == nil)
        #expect(MailAddress("a+b@xn--bcher-kva.example")?.text == "a+b@xn--bcher-kva.example")
    }

    @Test("texts are plain without what makes a line read as another, in every encoding of it")
    func plainTexts() {
        for scalar in (0...0x2fff).compactMap(Unicode.Scalar.init) {
            let isPlain = scalar.properties.generalCategory != .control
            let isLine =
                isPlain && !(0x2028...0x202e).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
            #expect(TextRules.isPlainLine("a\(scalar)b") == isLine, "U+\(String(scalar.value, radix: 16))")
            #expect(TextRules.isPlain("a\(scalar)b") == isPlain, "U+\(String(scalar.value, radix: 16))")
            #expect(TextRules.isPlain("\(scalar)") == isPlain, "U+\(String(scalar.value, radix: 16))")
        }
        #expect(TextRules.isPlain("") && TextRules.isPlain("支払い 👩‍👩‍👧 \u{200f}עברית"))
    }
}
