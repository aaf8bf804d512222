import Messages
import NotificationWorker
import Payments
import Testing

@Suite("Letters")
struct LetterTests {
    @Test("every kind in every language is a whole mail in that language, whatever the reason")
    func everyLanguage() async throws {
        var mails: [[UInt8]] = []
        var languages: [String] = []
        for language in Languages.builtIn.codes {
            for kind in NotificationKind.allCases {
                for reason in [nil] + ReasonCode.allCases {
                    mails.append(try letter(kind, reason: reason, locale: language))
                    languages.append(language)
                }
            }
        }
        #expect(Set(languages).isSuperset(of: ["de", "en", "et", "ja"]))
        for (mail, language) in zip(try await ParsedMail.read(mails), languages) {
            #expect(mail.defects.isEmpty)
            #expect(mail.header("Content-Language") == [language])
            #expect(mail.type == "multipart/alternative")
            #expect(mail.parts.map(\.type) == ["text/plain", "text/html"])
            #expect(mail.parts.allSatisfy { $0.charset == "utf-8" })
            for text in mail.parts.map(\.text) + mail.header("Subject") {
                #expect(text.contains("EUR"))
                #expect(!text.contains("{{"))
            }
            // A line of a list without its label or its value would mean a missing phrase.
            let lines = mail.parts[0].text.split(separator: "\n")
            #expect(lines.count >= 6)
            #expect(!lines.contains { $0.hasPrefix(":") || $0.hasSuffix(": ") })
        }
    }

    @Test("each reason has its own words in each language")
    func reasons() async throws {
        for language in Languages.builtIn.codes {
            let reasons = [nil] + ReasonCode.allCases
            let mails = try await ParsedMail.read(
                reasons.map { try letter(.paymentRejected, reason: $0, locale: language) })
            #expect(Set(mails.map { $0.parts[0].text }).count == reasons.count)
            let lines = mails.map { $0.parts[0].text.split(separator: "\n").count }
            #expect(lines.dropFirst().allSatisfy { $0 == lines[0] + 1 })
        }
    }

    @Test(
        "an amount has its currency's digits and the language's marks",
        arguments: [
            ("en", 123_456_789, "EUR", "1,234,567.89\u{a0}EUR"), ("de", 123_456_789, "EUR", "1.234.567,89\u{a0}EUR"),
            ("et", 123_456_789, "EUR", "1\u{a0}234\u{a0}567,89\u{a0}EUR"),
            ("ja", 123_456_789, "JPY", "123,456,789\u{a0}JPY"),
            ("en", 1, "KWD", "0.001\u{a0}KWD"), ("en", 5, "USD", "0.05\u{a0}USD"), ("en", 100, "JPY", "100\u{a0}JPY"),
            ("en", -5, "EUR", "-0.05\u{a0}EUR"), ("en", 7, "", "7\u{a0}"), ("en", 7, "XXQ", "7\u{a0}XXQ"),
            ("fr", 5, "EUR", "0.05\u{a0}EUR"), ("de-AT", 5, "EUR", "0,05\u{a0}EUR"), ("", 5, "EUR", "0.05\u{a0}EUR"),
        ])
    func amounts(locale: String, amountMinor: Int64, currency: String, expected: String) async throws {
        let mail = try letter(.paymentRejected, amountMinor: amountMinor, currency: currency, locale: locale)
        let parsed = try #require(try await ParsedMail.read([mail]).first)
        #expect(parsed.parts[0].text.contains(expected))
        #expect(parsed.parts[1].text.contains(expected))
    }

    @Test("the English letter of a settled payment is exactly this")
    func golden() async throws {
        let mail = try letter(
            .paymentSettled, amountMinor: 1250, currency: "EUR", name: "Ann \"A\" O'Hara", locale: "en")
        let parsed = try #require(try await ParsedMail.read([mail]).first)
        #expect(parsed.defects.isEmpty)
        #expect(
            parsed.headers == [
                ["Date", "Tue, 21 Nov 2023 02:09:00 +0000"],
                ["From", "Giro <bank@giro.example>"],
                ["To", "\"Ann \\\"A\\\" O'Hara\" <ann@wallet.example>"],
                ["Message-ID", "<01932f7e-5b1c-7cc3-98c4-dc0c0c07398f.payment_settled.f4d874e1243149a1@giro>"],
                ["Subject", "Your payment of 12.50\u{a0}EUR is complete"],
                ["Auto-Submitted", "auto-generated"],
                ["Content-Language", "en"],
                ["MIME-Version", "1.0"],
                [
                    "Content-Type",
                    "multipart/alternative; boundary=\"=_giro_\(parsed.headers[8][1].suffix(17).dropLast())\"",
                ],
            ])
        #expect(
            parsed.parts[0].text == """
                Hello Ann "A" O'Hara,

                Your payment of 12.50\u{a0}EUR to wallet:bob has arrived.

                Amount: 12.50\u{a0}EUR
                To: wallet:bob
                Reference: rent & <more>
                Payment number: 01932f7e-5b1c-7cc3-98c4-dc0c0c07398f

                This message was sent automatically. Please do not reply to it.

                """)
        #expect(parsed.parts[1].text.contains("rent &amp; &lt;more&gt;"))
        #expect(parsed.parts[1].text.contains("<p>Hello Ann &quot;A&quot; O&#39;Hara,</p>"))
    }

    @Test("the same mail has the same bytes, another recipient another Message-ID")
    func deterministic() throws {
        #expect(try letter(.paymentSettled) == letter(.paymentSettled))
        #expect(try letter(.paymentSettled) != letter(.paymentSettled, recipient: "wallet:eve"))
    }
}
