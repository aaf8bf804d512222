import CloudEvents
import Foundation
import Messages
import Payments
import Testing

@Suite("Encoding and decoding")
struct RoundTripTests {
    @Test("a message of any type comes back as it was")
    func roundTrip() throws {
        var generator = MessageGenerator(seed: 1)
        let decoder = MessageDecoder()
        for _ in 0..<1000 {
            for message in generator.all() {
                let event = message.event()
                #expect(try decoder.decode(event.value, topic: event.topic, type: event.type) == message)
                #expect(try decoder.decode(event.value, topic: event.topic) == message)
            }
        }
    }

    @Test("another JSON reader sees the same fields")
    func otherReader() throws {
        var generator = MessageGenerator(seed: 2)
        for _ in 0..<500 {
            let request = generator.requested()
            let fields = try JSONDecoder().decode([String: FieldValue].self, from: Data(request.json()))
            #expect(fields["payment"] == .text(request.payment.description))
            #expect(fields["kind"] == .text(request.kind.rawValue))
            #expect(fields["payer"] == .text(request.payer.text))
            #expect(fields["amount_minor"] == .integer(request.amountMinor))
            #expect(fields["currency"] == .text(request.currency))
            #expect(fields["bill"] == request.bill.map { .text($0) })
            #expect(fields["reference"] == request.reference.map { .text($0) })
            #expect(fields["requested_at"] == request.requestedAt.map { .text($0.description) })
        }
    }

    @Test("what another JSON writer writes is read the same")
    func otherWriter() throws {
        var generator = MessageGenerator(seed: 3)
        let decoder = MessageDecoder()
        let encoder = JSONEncoder()
        for _ in 0..<200 {
            for message in generator.all() {
                let fields = try JSONDecoder().decode([String: FieldValue].self, from: Data(message.event().value))
                for formatting in [[], [.prettyPrinted, .sortedKeys]] as [JSONEncoder.OutputFormatting] {
                    encoder.outputFormatting = formatting
                    let value = [UInt8](try encoder.encode(fields))
                    #expect(try decoder.decode(value, topic: message.event().topic) == message)
                }
            }
        }
    }

    @Test("a byte order mark inside a text is kept")
    func byteOrderMark() throws {
        var generator = MessageGenerator(seed: 8)
        var request = generator.requested()
        request.reference = "\u{feff}a\u{feff}"
        #expect(try MessageDecoder().decode(request.json(), topic: "payment.requested") == .paymentRequested(request))
    }

    @Test("nil fields are not written")
    func nilFields() throws {
        let request = PaymentRequested(
            payment: PaymentID(high: 1, low: 2), kind: .transfer, payer: try #require(AccountID("a")),
            payee: try #require(AccountID("b")), amountMinor: -5, currency: "EUR")
        let text = String(decoding: request.json(), as: UTF8.self)
        #expect(
            text == """
                {"payment":"00000000-0000-0001-0000-000000000002","kind":"transfer","payer":"a","payee":"b",\
                "amount_minor":-5,"currency":"EUR"}
                """)
    }

    @Test(
        "integers are written with all their digits",
        arguments: [0, 1, -1, 9, 10, -10, 1_000_000_000_000_000, Int64.max, Int64.min] as [Int64])
    func integers(number: Int64) throws {
        var generator = MessageGenerator(seed: 4)
        var request = generator.requested()
        request.amountMinor = number
        #expect(String(decoding: request.json(), as: UTF8.self).contains("\"amount_minor\":\(number),"))
    }

    @Test("control characters are escaped even in texts that could not be read back")
    func controlCharacters() throws {
        var generator = MessageGenerator(seed: 5)
        var request = generator.requested()
        let text = String(String.UnicodeScalarView((0...0x20).map { Unicode.Scalar(UInt8($0)) })) + "\u{7f}\"\\é🧾"
        request.reference = text
        let object = try JSONSerialization.jsonObject(with: Data(request.json())) as? [String: Any]
        #expect(object?["reference"] as? String == text)
        #expect(request.json().allSatisfy { $0 >= 0x20 })
    }

    @Test("events carry the topic, the type with its version, the key and the payment")
    func events() throws {
        var generator = MessageGenerator(seed: 6)
        for message in generator.all() {
            let event = message.event()
            #expect(event.type == "\(event.topic).v1")
            #expect(EventType(event.type) == EventType(name: event.topic, version: 1))
            #expect(Catalogue.topic(event.topic) != nil)
        }
        var request = generator.requested()
        request.kind = .transfer
        #expect(request.event().key == request.payer.text)
        request.kind = .topup
        #expect(request.event().key == request.payee.text)
        #expect(request.event().subject == request.payment.description)
        #expect(generator.rejected().event().key != "")
        let debited = generator.debited()
        #expect(debited.event().key == debited.payment.description)
        let paid = generator.paid()
        #expect(paid.event().key == paid.payee.text)
        let failed = generator.failed()
        #expect(failed.event().key == failed.payer.text)
        let credited = generator.credited()
        #expect(credited.event().key == credited.account.text)
        let notification = generator.notification()
        #expect(notification.event().key == notification.recipient.text)
        let account = generator.account()
        #expect(account.event().key == account.account.text)
        #expect(account.event().subject == "")
    }
}
