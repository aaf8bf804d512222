import Messages
import Payments
import Testing

@Suite("A request's fingerprint")
struct RequestFingerprintTests {
    @Test("it stays what it is: databases remember it")
    func golden() throws {
        #expect(try request().fingerprint == -4_474_652_262_851_420_834)
    }

    @Test("the time of asking and the id are no part of it, everything else is")
    func parts() throws {
        let original = try request()
        var same = original
        same.requestedAt = Timestamp(microseconds: 0)
        same.payment = PaymentID(high: 9, low: 9)
        #expect(same.fingerprint == original.fingerprint)
        let other = try #require(AccountID("other"))
        let changes: [(inout PaymentRequested) -> Void] = [
            { $0.kind = .transfer }, { $0.payer = other }, { $0.payee = other }, { $0.amountMinor += 1 },
            { $0.currency = "USD" }, { $0.bill = "INV-2" }, { $0.bill = nil }, { $0.reference = "x" },
            { $0.reference = "INV-1" },
        ]
        var seen: Set<Int64> = [original.fingerprint]
        for change in changes {
            var changed = original
            change(&changed)
            #expect(seen.insert(changed.fingerprint).inserted)
        }
    }

    private func request() throws -> PaymentRequested {
        PaymentRequested(
            payment: PaymentID(high: 1, low: 2), kind: .bill, payer: try #require(AccountID("wallet-anna")),
            payee: try #require(AccountID("biller-power")), amountMinor: 1250, currency: "EUR", bill: "INV-1")
    }
}
