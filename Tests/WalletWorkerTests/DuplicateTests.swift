import Payments
import Testing
import WalletWorker

@Suite("Requests that come again")
struct DuplicateTests {
    @Test("The same request again is answered alike, and nothing moves", arguments: [false, true])
    func same(inOneBatch: Bool) throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let held = TestPayment(.transfer, from: "ann", to: "bob", 300)
        let rejected = TestPayment(.transfer, from: "ann", to: "bob", 3_000)
        let words = ["debited ann for bob: 300 EUR", "rejected ann: insufficient_funds"]
        if inOneBatch {
            let answer = try wallet.run(held.request, rejected.request, held.request, rejected.request)
            #expect(answer.words == words + words)
        } else {
            #expect(try wallet.run(held.request, rejected.request).words == words)
            #expect(try wallet.run(held.request, rejected.request, lane: 2).words == words)
        }
        #expect(try wallet.balances("ann", "clearing:EUR") == ["ann": 700, "clearing:EUR": 300])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A rejected request stays rejected when there is money later")
    func remembered() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 0, "bob": 0])
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 300)
        try wallet.run(payment.request)
        let topUp = TestPayment(.topup, from: "bank", to: "ann", 1_000)
        try wallet.run(topUp.request, topUp.paid)
        #expect(try wallet.run(payment.request).words == ["rejected ann: insufficient_funds"])
        #expect(try wallet.balances("ann") == ["ann": 1_000])
    }

    @Test("The same id with other content is a conflict", arguments: [false, true])
    func conflict(inOneBatch: Bool) throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 1_000, "eve": 0])
        let first = TestPayment(.transfer, from: "ann", to: "bob", 300)
        var others: [TestPayment] = []
        for change: (inout TestPayment) -> Void in [
            { $0.amountMinor = 301 }, { $0.payee = "eve" }, { $0.payer = "eve" }, { $0.kind = .bill },
            { $0.currency = "USD" }, { $0.reference = "other" },
        ] {
            var other = first
            change(&other)
            others.append(other)
        }
        let conflicts = others.map { _ in "dead letter: idempotency_conflict" }
        if inOneBatch {
            let answer = try wallet.run(([first] + others).map { (1, $0.request) })
            #expect(answer.words == ["debited ann for bob: 300 EUR"] + conflicts)
        } else {
            try wallet.run(first.request)
            #expect(try wallet.run(others.map { (1, $0.request) }).words == conflicts)
        }
        #expect(try wallet.balances("ann", "bob", "clearing:EUR") == ["ann": 700, "bob": 1_000, "clearing:EUR": 300])
    }

    @Test("The id of a rejected request with other content is a conflict too")
    func conflictWithRejection() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        var payment = TestPayment(.transfer, from: "ann", to: "bob", 3_000)
        try wallet.run(payment.request)
        payment.amountMinor = 3
        #expect(try wallet.run(payment.request).words == ["dead letter: idempotency_conflict"])
        #expect(try wallet.balances("ann") == ["ann": 1_000])
    }

    @Test("A request that comes again after its payment has settled is answered by its debit")
    func afterSettling() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 300)
        try wallet.run(payment.request)
        try wallet.run(payment.paid, lane: 2)
        #expect(try wallet.run(payment.request).words == ["debited ann for bob: 300 EUR"])
        #expect(try wallet.balances("ann", "bob", "clearing:EUR") == ["ann": 700, "bob": 300, "clearing:EUR": 0])
    }

    @Test("What is said again says when it was decided, and what is said first does not")
    func decidedAt() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let rejected = TestPayment(.transfer, from: "ann", to: "bob", 3_000)
        let settled = TestPayment(.transfer, from: "ann", to: "bob", 300)
        let messages = [rejected.request, settled.request, settled.paid]
        func times() throws -> [Int64?] {
            try wallet.run(messages.map { (1, $0) }).events.map { event in
                switch event {
                case .walletDebited(let body): body.decidedAt?.microseconds
                case .walletCredited(let body): body.decidedAt?.microseconds
                case .paymentRejected(let body): body.decidedAt?.microseconds
                default: -1
                }
            }
        }
        wallet.now = 1_700_000_000_000_000
        #expect(try times() == [nil, nil, nil])
        wallet.now += 86_400_000_000
        #expect(try times() == Array(repeating: 1_700_000_000_000_000, count: 3))
    }
}
