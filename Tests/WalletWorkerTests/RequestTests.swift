import Payments
import Testing
import WalletWorker

@Suite("Requests")
struct RequestTests {
    @Test("A payment's money goes from the payer into clearing")
    func hold() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 300)
        #expect(try wallet.run(payment.request).words == ["debited ann for bob: 300 EUR"])
        #expect(try wallet.balances("ann", "bob", "clearing:EUR") == ["ann": 700, "bob": 0, "clearing:EUR": 300])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A top-up's money comes from a part of the external account, which has no limit")
    func topUp() throws {
        let wallet = try Wallet()
        try wallet.run(open("bank", .external), open("ann"))
        let payment = TestPayment(.topup, from: "bank", to: "ann", 5_000)
        #expect(try wallet.run(payment.request, lane: 7).words == ["debited bank for ann: 5000 EUR"])
        #expect(
            try wallet.balances("bank", "bank#7", "clearing:EUR") == [
                "bank": -5_000, "bank#7": -5_000, "clearing:EUR": 5_000,
            ])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("Debited events carry the bill and the reference")
    func details() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000])
        try wallet.run(open("power", .biller))
        var payment = TestPayment(.bill, from: "ann", to: "power", 1)
        payment.reference = "March"
        guard case .walletDebited(let event)? = try wallet.run(payment.request).events.first else {
            Issue.record("no debit")
            return
        }
        #expect(event.bill == "bill-1")
        #expect(event.reference == "March")
        #expect(event.payment == payment.payment)
    }

    @Test("An overdraft limit is the last cent that can be spent")
    func overdraft() throws {
        let wallet = try Wallet()
        try wallet.run(open("ann", overdraft: 500), open("bob"))
        let within = TestPayment(.transfer, from: "ann", to: "bob", 500)
        let beyond = TestPayment(.transfer, from: "ann", to: "bob", 1)
        #expect(
            try wallet.run(within.request, beyond.request).words == [
                "debited ann for bob: 500 EUR", "rejected ann: insufficient_funds",
            ])
        #expect(try wallet.audit().isEmpty)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let reason: ReasonCode
        let payment: TestPayment
        var testDescription: String { reason.code }

        init(_ reason: ReasonCode, _ payment: TestPayment) {
            self.reason = reason
            self.payment = payment
        }
    }

    private static let refusals = [
        Refused(.insufficientFunds, TestPayment(.transfer, from: "ann", to: "bob", 1_001)),
        Refused(.invalidAmount, TestPayment(.transfer, from: "ann", to: "bob", 0)),
        Refused(.invalidAmount, TestPayment(.transfer, from: "ann", to: "bob", -5)),
        Refused(.limitExceeded, TestPayment(.transfer, from: "ann", to: "bob", 1_000_000_000_000_001)),
        Refused(.unknownCurrency, TestPayment(.transfer, from: "ann", to: "bob", 1, "QQQ")),
        Refused(.payerIsPayee, TestPayment(.transfer, from: "ann", to: "ann", 1)),
        Refused(.accountNotFound, TestPayment(.transfer, from: "nobody", to: "bob", 1)),
        Refused(.accountNotFound, TestPayment(.transfer, from: "ann", to: "nobody", 1)),
        Refused(.accountNotFound, TestPayment(.transfer, from: "ann", to: "clearing:EUR", 1)),
        Refused(.accountNotFound, TestPayment(.topup, from: "nowhere", to: "bob", 1)),
        Refused(.kindNotAllowed, TestPayment(.transfer, from: "ann", to: "power", 1)),
        Refused(.kindNotAllowed, TestPayment(.bill, from: "ann", to: "bob", 1)),
        Refused(.kindNotAllowed, TestPayment(.transfer, from: "bank", to: "ann", 1)),
        Refused(.kindNotAllowed, TestPayment(.topup, from: "bob", to: "ann", 1)),
        Refused(.kindNotAllowed, TestPayment(.withdrawal, from: "bank", to: "ann", 1)),
        Refused(.kindNotAllowed, TestPayment(.withdrawal, from: "ann", to: "power", 1)),
        Refused(.accountNotFound, TestPayment(.withdrawal, from: "ann", to: "nowhere", 1)),
        Refused(.insufficientFunds, TestPayment(.withdrawal, from: "ann", to: "bank", 1_001)),
        Refused(.currencyMismatch, TestPayment(.withdrawal, from: "ann", to: "yen-bank", 1)),
        Refused(.accountFrozen, TestPayment(.withdrawal, from: "cold", to: "bank", 1)),
        Refused(.accountClosed, TestPayment(.withdrawal, from: "gone", to: "bank", 1)),
        Refused(.accountClosed, TestPayment(.withdrawal, from: "ann", to: "shut", 1)),
        Refused(.currencyMismatch, TestPayment(.transfer, from: "ann", to: "bob", 1, "USD")),
        Refused(.currencyMismatch, TestPayment(.transfer, from: "ann", to: "yen", 1)),
        Refused(.accountFrozen, TestPayment(.transfer, from: "cold", to: "bob", 1)),
        Refused(.accountClosed, TestPayment(.transfer, from: "gone", to: "bob", 1)),
        Refused(.accountClosed, TestPayment(.transfer, from: "ann", to: "gone", 1)),
    ]

    @Test("A request that breaks a rule is rejected with its reason, and nothing moves", arguments: refusals)
    func rejection(_ refused: Refused) throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0, "cold": 1_000, "gone": 0])
        try wallet.run(open("yen", .wallet, "JPY"), open("power", .biller), freeze("cold"), close("gone"))
        try wallet.run(open("yen-bank", .external, "JPY"), open("shut", .external), close("shut"))
        let payment = refused.payment
        #expect(try wallet.run(payment.request).words == ["rejected \(payment.payer): \(refused.reason.code)"])
        #expect(try wallet.balances("ann", "bob", "clearing:EUR") == ["ann": 1_000, "bob": 0, "clearing:EUR": 0])
        let transfers = try wallet.connection.query(TransfersOf(payment.payment))
        #expect(transfers.map(\.outcome) == ["rejected"])
        #expect(transfers.map(\.reason) == [refused.reason])
        #expect(transfers.allSatisfy { $0.movement == nil })
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A frozen payee still gets money")
    func frozenPayee() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "cold": 0])
        try wallet.run(freeze("cold"))
        let payment = TestPayment(.transfer, from: "ann", to: "cold", 10)
        #expect(
            try wallet.run(payment.request, payment.paid).words == [
                "debited ann for cold: 10 EUR", "settled to cold: 10 EUR",
            ])
    }

    @Test("A balance in clearing that would not fit 64 bits rejects the request")
    func overflow() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        try wallet.run(TestPayment(.transfer, from: "ann", to: "bob", 1).request, lane: 1)
        try wallet.admin.execute(
            script: "UPDATE account SET balance_minor = 9223372036854775800 WHERE id = 'clearing:EUR#1'")
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 100)
        #expect(try wallet.run(payment.request, lane: 1).words == ["rejected ann: limit_exceeded"])
    }
}
