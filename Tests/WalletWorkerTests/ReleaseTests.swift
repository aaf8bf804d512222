import Payments
import Testing
import WalletWorker

@Suite("Releases")
struct ReleaseTests {
    /// Ann has 1,000; 300 of it are on their way.
    private func held(_ kind: PaymentKind) throws -> (Wallet, TestPayment) {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        try wallet.run(open("power", .biller))
        let payment =
            switch kind {
            case .transfer: TestPayment(kind, from: "ann", to: "bob", 300)
            case .bill: TestPayment(kind, from: "ann", to: "power", 300)
            case .topup: TestPayment(kind, from: "bank", to: "bob", 300)
            case .withdrawal: TestPayment(kind, from: "ann", to: "bank", 300)
            }
        try wallet.run(payment.request, lane: 1)
        return (wallet, payment)
    }

    @Test("What was paid settles to the payee", arguments: PaymentKind.allCases)
    func settle(_ kind: PaymentKind) throws {
        let (wallet, payment) = try held(kind)
        let before = kind == .withdrawal ? -1_000 : 0
        #expect(try wallet.run(payment.paid, lane: 2).words == ["settled to \(payment.payee): 300 EUR"])
        #expect(
            try wallet.balances(payment.payee, "clearing:EUR") == [
                payment.payee: Int64(before + 300), "clearing:EUR": 0,
            ])
        #expect(
            try wallet.balances("clearing:EUR#1", "clearing:EUR#2") == ["clearing:EUR#1": 300, "clearing:EUR#2": -300])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("What failed goes back to the payer with the reason", arguments: PaymentKind.allCases)
    func refund(_ kind: PaymentKind) throws {
        let (wallet, payment) = try held(kind)
        let before = try wallet.balances("bank")["bank"]
        #expect(
            try wallet.run(payment.failed(.billNotFound), lane: 2).words == [
                "refunded to \(payment.payer): 300 EUR (bill_not_found)"
            ])
        #expect(try wallet.balances("ann", "clearing:EUR") == ["ann": 1_000, "clearing:EUR": 0])
        #expect(try wallet.balances("bank")["bank"] == (kind == .topup ? -1_000 : before))
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A top-up that failed goes back into the part of the lane that says so")
    func refundOfTopUp() throws {
        let (wallet, payment) = try held(.topup)
        try wallet.run(payment.failed(), lane: 5)
        #expect(try wallet.balances("bank#1", "bank#5") == ["bank#1": -300, "bank#5": 300])
    }

    @Test("A withdrawal that was paid goes into the external account's part of the lane that says so")
    func settlementOfWithdrawal() throws {
        let (wallet, payment) = try held(.withdrawal)
        var lie = payment
        lie.kind = .transfer
        #expect(try wallet.run(lie.paid, lane: 5).words == ["settled to bank: 300 EUR"])
        #expect(try wallet.balances("ann", "bank", "bank#5") == ["ann": 700, "bank": -700, "bank#5": 300])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("Amount and accounts are the ledger's, whatever the message says")
    func foreignFields() throws {
        let (wallet, payment) = try held(.transfer)
        try wallet.run(open("eve"))
        var lie = payment
        lie.amountMinor = 999
        lie.payee = "eve"
        lie.payer = "eve"
        lie.kind = .topup
        lie.currency = "USD"
        #expect(try wallet.run(lie.paid).words == ["settled to bob: 300 EUR"])
        #expect(try wallet.balances("ann", "bob", "eve") == ["ann": 700, "bob": 300, "eve": 0])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A refund goes to the ledger's payer, whatever the message says")
    func foreignFieldsOfRefund() throws {
        let (wallet, payment) = try held(.topup)
        var lie = payment
        lie.kind = .transfer
        lie.payer = "ann"
        lie.currency = "JPY"
        #expect(try wallet.run(lie.failed(), lane: 8).words == ["refunded to bank: 300 EUR (biller_refused)"])
        #expect(try wallet.balances("ann", "bank#8") == ["ann": 1_000, "bank#8": 300])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A transfer to a payee who has closed meanwhile goes back", arguments: [false, true])
    func closedPayee(inOneBatch: Bool) throws {
        let (wallet, payment) = try held(.transfer)
        let words = ["refunded to ann: 300 EUR (account_closed)"]
        if inOneBatch {
            #expect(try wallet.run(close("bob"), payment.paid).words == words)
        } else {
            try wallet.run(close("bob"))
            #expect(try wallet.run(payment.paid).words == words)
        }
        #expect(try wallet.balances("ann", "bob", "clearing:EUR") == ["ann": 1_000, "bob": 0, "clearing:EUR": 0])
        #expect(try wallet.audit().isEmpty)
    }

    @Test(
        "A bill, top-up or withdrawal whose payee has closed meanwhile goes into suspense",
        arguments: [PaymentKind.bill, .topup, .withdrawal])
    func closedPayeeOutside(_ kind: PaymentKind) throws {
        let (wallet, payment) = try held(kind)
        try wallet.run(close(payment.payee))
        #expect(try wallet.run(payment.paid, lane: 4).words == ["suspended to suspense:EUR: 300 EUR (account_closed)"])
        #expect(try wallet.balances("suspense:EUR", "suspense:EUR#4") == ["suspense:EUR": 300, "suspense:EUR#4": 300])
        #expect(try wallet.audit().isEmpty)
    }

    @Test(
        "A refund to a payer who has closed meanwhile goes into suspense", arguments: [PaymentKind.bill, .withdrawal])
    func closedPayer(_ kind: PaymentKind) throws {
        let (wallet, payment) = try held(kind)
        let rest = TestPayment(.transfer, from: "ann", to: "bob", 700)
        try wallet.run(rest.request, close("ann"))
        #expect(try wallet.run(payment.failed()).words == ["suspended to suspense:EUR: 300 EUR (account_closed)"])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A transfer between two who have both closed goes into suspense")
    func bothClosed() throws {
        let (wallet, payment) = try held(.transfer)
        let rest = TestPayment(.bill, from: "ann", to: "power", 700)
        try wallet.run(rest.request, close("ann"), close("bob"))
        #expect(try wallet.run(payment.paid).words == ["suspended to suspense:EUR: 300 EUR (account_closed)"])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A top-up refused after its source has closed goes into suspense")
    func closedSource() throws {
        let (wallet, payment) = try held(.topup)
        try wallet.run(close("bank"))
        #expect(try wallet.run(payment.failed()).words == ["suspended to suspense:EUR: 300 EUR (account_closed)"])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A payee whose balance would not fit 64 bits is not paid")
    func overflow() throws {
        let (wallet, payment) = try held(.transfer)
        try wallet.admin.execute(script: "UPDATE account SET balance_minor = 9223372036854775800 WHERE id = 'bob'")
        #expect(try wallet.run(payment.paid).words == ["refunded to ann: 300 EUR (limit_exceeded)"])
    }

    @Test("A release that fits nowhere is a dead letter, and the money stays held")
    func overflowOfSuspense() throws {
        let (wallet, payment) = try held(.bill)
        let first = TestPayment(.bill, from: "ann", to: "power", 1)
        try wallet.run(first.request, close("power"), first.paid)
        try wallet.admin.execute(
            script: "UPDATE account SET balance_minor = 9223372036854775800 WHERE id = 'suspense:EUR#1'")
        #expect(try wallet.run(payment.paid).words == ["dead letter: balance_overflow"])
        #expect(try wallet.connection.query(TransfersOf(payment.payment)).map(\.outcome) == ["held"])
    }
}
