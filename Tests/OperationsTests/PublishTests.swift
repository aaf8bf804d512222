import Kafka
import Operations
import Testing

@Suite("Publishing lines")
struct PublishTests {
    private static let payment = "0193a9f2-0000-7000-8000-000000000001"
    private static let request =
        "{\"payment\": \"\(payment)\", \"kind\":\"transfer\",\"payer\":\"anna\",\"payee\":\"ben\","
        + "\"amount_minor\":12,\"currency\":\"EUR\"}"
    private static let good = "{\"topic\":\"payment.requested\",\"value\":\(request)}"

    private func publish(
        _ lines: [String], _ change: (inout PublishOptions) -> Void = { _ in }
    ) throws -> (report: PublishReport, sent: [RecordingSink.Sent]) {
        var options = PublishOptions()
        change(&options)
        let sink = RecordingSink()
        let publisher = CommandPublisher(sink: sink, options: options) { _ in }
        let report = try publisher.publish(lines: lines.map { InputLine($0) })
        return (report, sink.sent)
    }

    @Test("a line's value is published byte for byte, with the key that the catalogue gives")
    func value() throws {
        let (report, sent) = try publish([Self.good])
        #expect(report.published == 1)
        #expect(report.isComplete)
        #expect(
            sent == [.init(topic: "payment.requested", key: "anna", value: Self.request, type: "payment.requested.v1")])
    }

    @Test("a line's own key wins; escapes in it are read")
    func key() throws {
        let (_, sent) = try publish([
            "{\"key\":\"\\u00fc\\ud83d\\ude00\\n\",\"topic\":\"payment.requested\",\"value\":\(Self.request)}"
        ])
        #expect(sent.first?.key == "ü😀\n")
    }

    @Test("a raw value is published as it is and without headers, when validation is off")
    func raw() throws {
        let line = "{\"topic\":\"payment.requested\",\"key\":\"k\",\"raw\":\"not \\\"json\\\"\"}"
        let (report, sent) = try publish([line]) { $0.validates = false }
        #expect(report.refused == 0)
        #expect(sent == [.init(topic: "payment.requested", key: "k", value: "not \"json\"", type: nil)])
        #expect(try publish([line]).report.refusals == ["invalid_json": 1])
    }

    @Test("with a topic given, lines are values, and a member can be the key")
    func bare() throws {
        let (_, byCatalogue) = try publish([Self.request]) { $0.topic = "payment.requested" }
        #expect(byCatalogue.map(\.key) == ["anna"])
        let (_, byField) = try publish([Self.request]) {
            $0.topic = "payment.requested"
            $0.keyField = "payee"
        }
        #expect(byField.map(\.key) == ["ben"])
        let (report, sent) = try publish(["{\"a\":1}"]) {
            $0.topic = "anything"
            $0.validates = false
        }
        #expect(report.published == 1)
        #expect(sent.first?.key == nil)
    }

    @Test(
        "every mistake has its code, and stops nobody else",
        arguments: [
            ("nonsense", "not_an_object"), ("{", "invalid_json"), ("[]", "not_an_object"),
            ("{\"topic\":\"payment.requested\"}", "missing_field"), ("{\"value\":{}}", "missing_field"),
            ("{\"topic\":7,\"value\":{}}", "wrong_type"), ("{\"topic\":\"no.such\",\"value\":{}}", "unknown_topic"),
            ("{\"topic\":\"payment.requested\",\"topic\":\"x\"}", "duplicate_field"),
            ("{\"topic\":\"payment.requested\",\"value\":{},\"raw\":\"x\"}", "duplicate_field"),
            ("{\"topic\":\"payment.requested\",\"value\":{}}", "missing_field"),
            ("{\"topic\":\"payment.requested\",\"value\":\(request)", "invalid_json"),
            ("{\"topic\":\"payment.requested\",\"value\":\(request)} x", "invalid_json"),
            (
                "{\"topic\":\"payment.requested\",\"value\":\(request.replacing("anna", with: "an na"))}",
                "invalid_value"
            ),
            ("{\"a\":" + String(repeating: "[", count: 100) + String(repeating: "]", count: 100) + "}", "too_deep"),
        ])
    func mistakes(line: String, code: String) throws {
        let (report, sent) = try publish([Self.good, line, Self.good])
        #expect(report.published == 2)
        #expect(sent.count == 2)
        #expect(report.firstRefused.map(\.line) == [2])
        #expect(report.firstRefused.map(\.code) == [code])
        #expect(report.status == .found)
    }

    @Test("strictly, the first mistake ends it; what came before is published")
    func strict() throws {
        let (report, sent) = try publish([Self.good, "x", Self.good]) { $0.isStrict = true }
        #expect(sent.count == 1)
        #expect(report.refused == 1)
        #expect(!report.isComplete)
    }

    @Test("empty lines are counted, published nowhere and no mistake")
    func empty() throws {
        let (report, _) = try publish(["", "  ", Self.good])
        #expect((report.lines, report.published, report.refused) == (3, 1, 0))
        #expect(report.status == .done)
    }

    @Test("a line that is too long is refused by its number")
    func long() throws {
        let sink = RecordingSink()
        let publisher = CommandPublisher(sink: sink, options: PublishOptions()) { _ in }
        let report = try publisher.publish(lines: [.tooLong, InputLine(Self.good)])
        #expect(report.firstRefused.map(\.code) == ["line_too_long"])
        #expect(report.published == 1)
    }

    @Test("no refusal repeats a value of the line")
    func privacy() throws {
        let line = Self.good.replacing("anna", with: "4111 1111 1111 1111")
        let (report, _) = try publish([line])
        #expect(report.refused == 1)
        #expect(report.firstRefused.allSatisfy { !$0.detail.contains("4111") })
    }

    @Test("a broker that is away is an error, not a refused line")
    func away() throws {
        let sink = RecordingSink()
        sink.failure = KafkaError(code: "_transport", severity: .transient, operation: "produce", reason: "away")
        let publisher = CommandPublisher(sink: sink, options: PublishOptions()) { _ in }
        let error = #expect(throws: OperationError.self) { try publisher.publish(lines: [InputLine(Self.good)]) }
        #expect(error?.code == "kafka_unavailable")
        #expect(error?.isTransient == true)
    }
}
