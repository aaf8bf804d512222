import Bench
import Messages
import Payments
import Testing

@Suite("The generator")
struct GeneratorTests {
    private func payments(
        _ pattern: PaymentGenerator.Pattern, seed: UInt64 = 7, count: Int = 2_000
    ) -> [PaymentRequested] {
        var generator = PaymentGenerator(accounts: 50, pattern: pattern, seed: seed)
        return (0..<count).map { generator.next(dueMicroseconds: 1_700_000_000_000_000 + Int64($0)) }
    }

    @Test("the same seed gives the same payments, another seed others")
    func seeds() {
        #expect(payments(.uniform) == payments(.uniform))
        #expect(payments(.uniform) != payments(.uniform, seed: 8))
    }

    @Test("every account pays and is paid, and nobody pays himself")
    func uniform() {
        let made = payments(.uniform)
        #expect(made.allSatisfy { $0.payer != $0.payee })
        #expect(Set(made.map(\.payer)).count == 50)
        #expect(Set(made.map(\.payee)).count == 50)
        #expect(Set(made.map(\.payment)).count == made.count)
    }

    @Test("a hot payee is paid by everybody else, a hot payer pays everybody else")
    func hot() {
        let paid = payments(.hotPayee)
        #expect(Set(paid.map(\.payee)).count == 1)
        #expect(Set(paid.map(\.payer)).count == 49)
        let paying = payments(.hotPayer)
        #expect(Set(paying.map(\.payer)).count == 1)
        #expect(Set(paying.map(\.payee)).count == 49)
    }

    @Test("a payment's id tells the microsecond at which it was due, and is of version 7")
    func dueTime() {
        for (offset, payment) in payments(.uniform).enumerated() {
            #expect(DueID.dueMicroseconds(of: payment.payment) == 1_700_000_000_000_000 + Int64(offset))
            #expect(payment.payment.high >> 12 & 0xf == 7)
            #expect(payment.payment.low >> 62 == 2)
        }
    }

    @Test("ids of later payments sort later")
    func order() {
        let ids = payments(.uniform).map(\.payment)
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("the wallet can read what is made, and finds nothing to reject in it")
    func readable() throws {
        let decoder = MessageDecoder()
        for payment in payments(.uniform, count: 50) {
            let decoded = try payment.json().withUnsafeBytes {
                try decoder.decode(topic: PaymentRequested.topic, type: nil, value: $0)
            }
            #expect(decoded == .paymentRequested(payment))
            #expect(
                RequestRules.check(
                    kind: payment.kind, payer: payment.payer, payee: payment.payee, payerKind: .wallet,
                    payeeKind: .wallet, amountMinor: payment.amountMinor, currency: payment.currency) == nil)
        }
    }
}
