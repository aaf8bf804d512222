import Payments
import Testing
import WalletWorker

@Suite("Money in suspense")
struct SuspenseTests {
    /// 300 EUR of Ann's bill are in suspense, as the biller took the order and then closed its account.
    private func suspended() throws -> (Wallet, TestPayment) {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        try wallet.run(open("power", .biller), open("power-2", .biller), open("yen", .wallet, "JPY"))
        let payment = TestPayment(.bill, from: "ann", to: "power", 300)
        try wallet.run(payment.request, close("power"), payment.paid, lane: 4)
        return (wallet, payment)
    }

    @Test("It is released to the account that was named, from the part of the lane that says so")
    func release() throws {
        let (wallet, payment) = try suspended()
        #expect(try wallet.run(payment.released(to: "power-2"), lane: 9).words == [])
        #expect(try wallet.balances("power-2", "suspense:EUR") == ["power-2": 300, "suspense:EUR": 0])
        #expect(
            try wallet.balances("suspense:EUR#4", "suspense:EUR#9") == ["suspense:EUR#4": 300, "suspense:EUR#9": -300])
        #expect(
            try wallet.connection.query(TransfersOf(payment.payment)).map(\.outcome) == [
                "held", "suspended", "released",
            ])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("Paid out to an external account it goes into the lane's own part of it")
    func outside() throws {
        let (wallet, payment) = try suspended()
        #expect(try wallet.run(payment.released(to: "bank"), lane: 9).words == [])
        #expect(try wallet.balances("bank#9", "suspense:EUR") == ["bank#9": 300, "suspense:EUR": 0])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("Asked for twice it moves once; to another account it is a dead letter", arguments: [false, true])
    func twice(inOneBatch: Bool) throws {
        let (wallet, payment) = try suspended()
        let messages = [payment.released(to: "ann"), payment.released(to: "ann"), payment.released(to: "bob")]
        var words: [String] = []
        if inOneBatch {
            words = try wallet.run(messages.map { (9, $0) }).words
        } else {
            for message in messages { words += try wallet.run(message, lane: 9).words }
        }
        #expect(words == ["dead letter: already_released"])
        #expect(try wallet.balances("ann", "bob", "suspense:EUR") == ["ann": 1_000, "bob": 0, "suspense:EUR": 0])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("Suspended and released within one batch, also where nothing of it was read before")
    func oneBatch() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 1_000)
        try wallet.run(payment.request)
        let answer = try wallet.run([
            (2, close("ann")), (2, close("bob")), (3, payment.paid), (5, payment.released(to: "bank")),
        ])
        #expect(answer.words == ["suspended to suspense:EUR: 1000 EUR (account_closed)"])
        #expect(try wallet.balances("bank", "suspense:EUR") == ["bank": 0, "suspense:EUR": 0])
        #expect(try wallet.audit().isEmpty)
    }

    @Test(
        "An account that cannot take it leaves it where it is",
        arguments: [
            ("power", "account_closed"), ("yen", "currency_mismatch"), ("nobody", "account_not_found"),
            ("suspense:EUR", "account_reserved"), ("clearing:EUR", "account_reserved"),
        ])
    func unfit(account: String, code: String) throws {
        let (wallet, payment) = try suspended()
        #expect(try wallet.run(payment.released(to: account)).words == ["dead letter: \(code)"])
        #expect(try wallet.balances("suspense:EUR") == ["suspense:EUR": 300])
        #expect(try wallet.run(payment.released(to: "ann")).words == [])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A frozen account takes it")
    func frozen() throws {
        let (wallet, payment) = try suspended()
        #expect(try wallet.run(freeze("bob"), payment.released(to: "bob")).words == [])
        #expect(try wallet.balances("bob") == ["bob": 300])
    }

    @Test("What is not in suspense is not released")
    func elsewhere() throws {
        let (wallet, _) = try suspended()
        let unknown = TestPayment(.transfer, from: "ann", to: "bob", 1)
        #expect(try wallet.run(unknown.released(to: "ann")).words == ["dead letter: unknown_payment"])
        let rejected = TestPayment(.transfer, from: "ann", to: "bob", 9_000)
        #expect(try wallet.run(rejected.request, rejected.released(to: "ann")).deadLetters == ["unknown_payment"])
        let held = TestPayment(.transfer, from: "ann", to: "bob", 100)
        #expect(try wallet.run(held.request, held.released(to: "ann")).deadLetters == ["not_suspended"])
        #expect(try wallet.run(held.paid, held.released(to: "ann")).deadLetters == ["not_suspended"])
        #expect(try wallet.balances("ann", "bob", "suspense:EUR") == ["ann": 600, "bob": 100, "suspense:EUR": 300])
        #expect(try wallet.audit().isEmpty)
    }
}
