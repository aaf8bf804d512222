import Messages
import Payments
import Testing

@Suite("What the decoder refuses, and how it says so")
struct DecoderTests {
    private let decoder = MessageDecoder()
    private let minimal = """
        {"payment":"01932f7e-5b1c-7cc3-98c4-dc0c0c07398f","kind":"transfer","payer":"a","payee":"b","amount_minor":5,\
        "currency":"EUR"}
        """

    @Test("without a type the topic's own type is read, in version 1")
    func defaultType() throws {
        guard case .paymentRequested = try decoder.decode(minimal, topic: "payment.requested") else {
            Issue.record("another type")
            return
        }
    }

    @Test("the type decides, not the topic")
    func typeDecides() throws {
        guard case .walletDebited = try decoder.decode(minimal, topic: "payment.requested", type: "wallet.debited.v1")
        else {
            Issue.record("another type")
            return
        }
    }

    @Test(
        "types and versions that are not in the catalogue are told apart",
        arguments: [
            ("payment.requested.v2", "unknown_version"), ("payment.requested.v0", "unknown_type"),
            ("payment.requested.v10", "unknown_version"), ("payment.requested", "unknown_version"),
            ("payment.requested.v", "unknown_type"), ("payment.requested.v01", "unknown_type"),
            ("payment.refunded.v1", "unknown_type"), ("", "unknown_type"), (".v1", "unknown_type"),
            ("PAYMENT.REQUESTED.V1", "unknown_type"), ("payment.requested.v99999", "unknown_type"),
        ])
    func types(type: String, code: String) {
        #expect(failure(minimal, type: type)?.code == code)
    }

    @Test("a topic without messages of its own has no default type")
    func unknownTopic() {
        #expect(failure(minimal, topic: "orders")?.code == "unknown_type")
        #expect(failure(minimal, topic: "payment.requested.dlq")?.code == "unknown_type")
    }

    @Test("a value of the greatest size is read, one byte more is not")
    func size() {
        let small = MessageDecoder(maximumBytes: 1000)
        let padding = String(repeating: " ", count: 1000 - minimal.utf8.count)
        #expect(throws: Never.self) { try small.decode(minimal + padding, topic: "payment.requested") }
        #expect(failure(minimal + padding + " ", with: small)?.code == "too_large")
        let mebibyte = minimal + String(repeating: " ", count: (1 << 20) - minimal.utf8.count)
        #expect(failure(mebibyte) == nil)
        #expect(failure(mebibyte + " ")?.code == "too_large")
        #expect(failure(minimal) == nil)
    }

    @Test("an empty value, as a compacted topic's tombstone has, is no JSON")
    func empty() {
        #expect(failure("")?.code == "invalid_json")
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(throws: MessageError(.invalidJSON, "the value is not JSON")) {
            try decoder.decode(topic: "payment.requested", type: nil, value: nothing)
        }
    }

    @Test("fifteen levels inside the object are read, more are not")
    func depth() {
        func nested(_ levels: Int) -> String {
            with("\"deep\":" + String(repeating: "[", count: levels) + String(repeating: "]", count: levels))
        }
        #expect(failure(nested(15)) == nil)
        #expect(failure(nested(16))?.code == "too_deep")
        #expect(failure(nested(100_000))?.code == "too_deep")
        #expect(failure(minimal) == nil)
    }

    @Test("names are compared after unescaping, however many fields there are")
    func duplicates() {
        #expect(failure(with("\"x\":1,\"y\":2,\"x\":3"))?.code == "duplicate_field")
        #expect(failure(with("\"payer\":\"a\""))?.code == "duplicate_field")
        #expect(failure(with("\"p\\u0061yer\":\"a\""))?.code == "duplicate_field")
        let many = (0..<1_000).map { "\"field\($0)\":\($0)" }.joined(separator: ",")
        #expect(failure(with(many)) == nil)
        #expect(failure(with(many + ",\"field777\":1"))?.code == "duplicate_field")
        for nested in [
            "{\"x\":1,\"x\":2}", "[{\"x\":{\"y\":1,\"\\u0079\":2}}]", "[[],{\"a\":1},{\"x\":1,\"z\":[],\"x\":{}}]",
        ] {
            #expect(failure(with("\"nested\":\(nested)"))?.code == "duplicate_field", "\(nested)")
        }
        #expect(failure(with("\"nested\":[{\"x\":1},{\"x\":1,\"y\":{\"x\":1}}]")) == nil, "of another object")
    }

    @Test("an object has at most 1,024 names, the outer one and those inside")
    func members() {
        func object(_ count: Int) -> String {
            "{" + (0..<count).map { "\"f\($0)\":0" }.joined(separator: ",") + "}"
        }
        #expect(failure(with("\"nested\":\(object(1_024))")) == nil)
        #expect(failure(with("\"nested\":\(object(1_025))"))?.code == "too_many_fields")
        let names = (0..<1_018).map { "\"f\($0)\":0" }.joined(separator: ",")
        #expect(failure(with(names)) == nil)
        #expect(failure(with(names + ",\"more\":0"))?.code == "too_many_fields")
    }

    @Test(
        "a number no Int64 holds is a wrong type where it is asked for",
        arguments: [
            "9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
            "99999999999999999999999999999999999999", "-99999999999999999999999999999999999999", "1e3", "1.0", "0.0",
            "1e400",
            "-1E+400", "1e-999999999", "5.0000000000000000000000000000000000000000000001", "true", "\"5\"", "[5]", "{}",
        ])
    func numbers(number: String) {
        let value = minimal.replacing("\"amount_minor\":5", with: "\"amount_minor\":\(number)")
        #expect(failure(value) == MessageError(.wrongType, "amount_minor"))
        #expect(failure(with("\"unread\":\(number)")) == nil)
        #expect(failure(with("\"unread\":[1,\(number) , {\"x\": \(number)}]")) == nil)
    }

    @Test("the ends of Int64 are read", arguments: [Int64.min, Int64.max, 0, -0])
    func extremes(number: Int64) throws {
        let value = minimal.replacing("\"amount_minor\":5", with: "\"amount_minor\":\(number)")
        guard case .paymentRequested(let request) = try decoder.decode(value, topic: "payment.requested") else {
            return
        }
        #expect(request.amountMinor == number)
    }

    @Test(
        "what is no JSON number spoils the whole",
        arguments: [
            "01", "+1", ".5", "5.", "1e", "1e+", "-", "--1", "0x10", "NaN", "Infinity", "1_000",
            "99999999999999999999x",
        ])
    func badNumbers(number: String) {
        #expect(failure(with("\"unread\":\(number)"))?.code == "invalid_json")
    }

    @Test("wide numbers inside strings stay as they are")
    func numbersInStrings() throws {
        let digits = "99999999999999999999999999 1e400"
        let value = with("\"reference\":\"\\\"\(digits)\",\"wide\":99999999999999999999999999")
        guard case .paymentRequested(let request) = try decoder.decode(value, topic: "payment.requested") else {
            return
        }
        #expect(request.reference == "\"\(digits)")
    }

    @Test(
        "what is no JSON is refused",
        arguments: [
            " ", "{", "}", "nul", "{\"a\":1,}", "{'a':1}", "{a:1}", "// x\n{}", "{} {}", "{}x", "\u{feff}{}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":undefined}", "\u{0}",
        ])
    func syntax(text: String) {
        #expect(failure(text)?.code == "invalid_json")
    }

    @Test("JSON that is no object is refused", arguments: ["[]", "1", "\"text\"", "null", "true", "[{}]", "1e400"])
    func notAnObject(text: String) {
        #expect(failure(text)?.code == "not_an_object")
    }

    @Test("surrogates must come in pairs, in values and in names")
    func surrogates() throws {
        guard
            case .paymentRequested(let request) = try decoder.decode(
                with("\"reference\":\"\\ud83e\\uddfe\""), topic: "payment.requested")
        else { return }
        #expect(request.reference == "🧾")
        for text in ["\\ud83e", "\\uddfe", "\\ud83ex", "\\ud83e\\u0041", "\\ud83e\\ud83e", "\\uddfe\\ud83e"] {
            let code = failure(with("\"reference\":\"\(text)\""))?.code
            #expect(code == "invalid_json" || code == "invalid_value", "\(text)")
        }
    }

    @Test("bytes that are no UTF-8 are refused, in any field")
    func utf8() {
        let sequences: [[UInt8]] = [
            [0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80], [0xe2, 0x82],
            [0xf8, 0x88, 0x80],
        ]
        for sequence in sequences {
            let value = [UInt8](with("\"unread\":\"").utf8.dropLast()) + sequence + [UInt8]("\"}".utf8)
            #expect(throws: MessageError(.invalidUTF8, "the value is not UTF-8")) {
                try decoder.decode(value, topic: "payment.requested")
            }
        }
    }

    @Test(
        "texts may hold no control characters",
        arguments: ["\\u0000", "a\\u0000", "\\n", "\\r\\n", "\\t", "\\u001f", "\u{7f}"])
    func controlCharacters(text: String) {
        #expect(failure(with("\"reference\":\"\(text)\"")) == MessageError(.invalidValue, "reference"))
        #expect(failure(with("\"unread\":\"\(text)\"")) == nil)
    }

    @Test("140 bytes of text are read, 141 are not, whatever the number of letters")
    func textLength() {
        #expect(failure(with("\"reference\":\"\(String(repeating: "é", count: 70))\"")) == nil)
        #expect(
            failure(with("\"reference\":\"\(String(repeating: "é", count: 70))a\""))
                == MessageError(.invalidValue, "reference"))
    }

    @Test("errors name the field and never its value")
    func noValues() {
        var generator = MessageGenerator(seed: 7)
        let secret = "Secret-4111111111111111"
        for field in ["payment", "kind", "payer", "payee", "currency", "requested_at"] {
            let fields = minimal.contains("\"\(field)\"") ? minimal : with("\"\(field)\":\"x\"")
            let value = fields.replacing(try! Regex("\"\(field)\":\"[^\"]*\""), with: "\"\(field)\":\"\(secret)!\"")
            #expect(failure(value) == MessageError(.invalidValue, field))
        }
        let contact = generator.contact()
        let value = String(decoding: contact.json(), as: UTF8.self).replacing("@", with: " at ")
        #expect(failure(value, topic: "contact.updated") == MessageError(.invalidValue, "email"))
    }

    @Test("an error of reading is permanent, a lack of memory is not")
    func transience() {
        #expect(MessageError.Code.allCases.filter { MessageError($0, "").isTransient } == [.outOfMemory])
    }

    private func with(_ fields: String) -> String { minimal.dropLast() + ",\(fields)}" }

    private func failure(
        _ value: String, topic: String = "payment.requested", type: String? = nil, with decoder: MessageDecoder? = nil
    ) -> MessageError? {
        do throws(MessageError) {
            _ = try (decoder ?? self.decoder).decode(value, topic: topic, type: type)
            return nil
        } catch {
            return error
        }
    }
}
