import Messages
import Model
import Payments
import Testing

@Suite("The workers' decoder reads a workload as it is meant")
struct DecodingTests {
    private let workload = Workload(seed: 11, payments: 3000)
    private let decoder = MessageDecoder()

    @Test("payment lines say what the reference model is told")
    func payments() throws {
        for entry in workload.entries {
            guard case .payment(let order) = entry.meaning else { continue }
            let meant = PaymentRequested(
                payment: order.id, kind: order.kind, payer: order.payer, payee: order.payee,
                amountMinor: order.amountMinor, currency: order.currency, bill: order.bill, reference: order.reference,
                requestedAt: order.requestedAt)
            #expect(try decode(entry.line) == .paymentRequested(meant))
            #expect(entry.line.key == meant.key)
        }
    }

    @Test("lines about accounts, contacts and billers can be read and carry their key")
    func setup() throws {
        for line in workload.lines(in: .setup) {
            switch try decode(line) {
            case .accountRequested(let message): #expect(line.topic == "account.requested" && message.key == line.key)
            case .contactUpdated(let message): #expect(line.topic == "contact.updated" && message.key == line.key)
            case .billerUpdated(let message): #expect(line.topic == "biller.updated" && message.key == line.key)
            default: Issue.record("\(line.topic) has no place in the setup")
            }
        }
    }

    @Test("malformed lines are refused with the expected codes, every sort of them")
    func malformed() {
        var codes: Set<String> = []
        for entry in workload.entries {
            guard case .malformed(let code) = entry.meaning else { continue }
            codes.insert(code)
            #expect(!entry.line.isWellFormed)
            #expect { try decode(entry.line) } throws: { ($0 as? MessageError)?.code == code }
        }
        let every = [
            "invalid_json", "not_an_object", "duplicate_field", "missing_field", "wrong_type", "invalid_value",
        ]
        #expect(codes == Set(every))
    }

    private func decode(_ line: SeedLine) throws -> AnyMessage {
        try line.value.withUnsafeBytes { try decoder.decode(topic: line.topic, type: nil, value: $0) }
    }
}
