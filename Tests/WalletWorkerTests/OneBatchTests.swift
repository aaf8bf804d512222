import Payments
import Testing
import WalletWorker

/// Messages that depend on each other within a batch are decided in their order, as if each had a batch of its own.
@Suite("One batch")
struct OneBatchTests {
    @Test("A payment is requested and settled in one batch, in two lanes")
    func wholeLife() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 300)
        let answer = try wallet.run([(1, payment.request), (2, payment.paid)])
        #expect(answer.words == ["debited ann for bob: 300 EUR", "settled to bob: 300 EUR"])
        #expect(
            try wallet.balances("ann", "bob", "clearing:EUR#1", "clearing:EUR#2") == [
                "ann": 700, "bob": 300, "clearing:EUR#1": 300, "clearing:EUR#2": -300,
            ])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A release before its request in the batch knows no payment")
    func wrongOrder() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 300)
        #expect(
            try wallet.run(payment.paid, payment.request).words == [
                "debited ann for bob: 300 EUR", "dead letter: unknown_payment",
            ])
    }

    @Test("A payer's payments use up the money one after the other")
    func onePayer() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let payments = [600, 500, 400, 1].map { TestPayment(.transfer, from: "ann", to: "bob", $0) }
        #expect(
            try wallet.run(payments.map { (1, $0.request) }).words == [
                "debited ann for bob: 600 EUR", "rejected ann: insufficient_funds", "debited ann for bob: 400 EUR",
                "rejected ann: insufficient_funds",
            ])
        #expect(try wallet.balances("ann") == ["ann": 0])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("Money received in the batch can be spent later in it, not before")
    func chain() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0, "cat": 0])
        let early = TestPayment(.transfer, from: "bob", to: "cat", 200)
        let first = TestPayment(.transfer, from: "ann", to: "bob", 300)
        let second = TestPayment(.transfer, from: "bob", to: "cat", 200)
        #expect(
            try wallet.run(early.request, first.request, first.paid, second.request, second.paid).words == [
                "rejected bob: insufficient_funds", "debited ann for bob: 300 EUR", "settled to bob: 300 EUR",
                "debited bob for cat: 200 EUR", "settled to cat: 200 EUR",
            ])
        #expect(try wallet.balances("ann", "bob", "cat") == ["ann": 700, "bob": 100, "cat": 200])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("An account opened in the batch exists from there on, not before")
    func openedHere() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000])
        let early = TestPayment(.transfer, from: "ann", to: "new", 100)
        let later = TestPayment(.transfer, from: "ann", to: "new", 100)
        #expect(
            try wallet.run(early.request, open("new"), later.request, later.paid).words == [
                "rejected ann: account_not_found", "debited ann for new: 100 EUR", "settled to new: 100 EUR",
            ])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("An external account opened in the batch can be topped up from in it")
    func externalOpenedHere() throws {
        let wallet = try Wallet()
        let early = TestPayment(.topup, from: "bank", to: "ann", 100)
        let later = TestPayment(.topup, from: "bank", to: "ann", 100)
        #expect(
            try wallet.run(early.request, open("ann"), open("bank", .external), later.request, later.failed()).words
                == [
                    "rejected bank: account_not_found", "debited bank for ann: 100 EUR",
                    "refunded to bank: 100 EUR (biller_refused)",
                ])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("Freezing counts from its place in the batch")
    func freezing() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let payments = (1...3).map { TestPayment(.transfer, from: "ann", to: "bob", $0) }
        let messages = [
            payments[0].request, freeze("ann"), payments[1].request, unfreeze("ann"), payments[2].request,
        ]
        #expect(
            try wallet.run(messages.map { (1, $0) }).words == [
                "debited ann for bob: 1 EUR", "rejected ann: account_frozen", "debited ann for bob: 3 EUR",
            ])
    }

    @Test("Currencies have clearing accounts of their own")
    func currencies() throws {
        let wallet = try Wallet()
        var messages: [WalletMessage] = []
        for currency in ["EUR", "JPY", "KWD"] {
            messages += [open("bank-\(currency)", .external, currency), open("ann-\(currency)", .wallet, currency)]
            messages.append(TestPayment(.topup, from: "bank-\(currency)", to: "ann-\(currency)", 10, currency).request)
        }
        try wallet.run(messages.map { (1, $0) })
        #expect(
            try wallet.balances("clearing:EUR", "clearing:JPY", "clearing:KWD") == [
                "clearing:EUR": 10, "clearing:JPY": 10, "clearing:KWD": 10,
            ])
        #expect(try wallet.audit().isEmpty)
    }
}
