import Payments
import Testing
import WalletWorker

@Suite("What others ask the ledger")
struct StatementTests {
    @Test("Balances sum up an account's parts and nothing else")
    func balances() throws {
        let wallet = try Wallet()
        try wallet.run(open("bank", .external), open("bank2", .external), open("ann"), open("an"))
        for (lane, source) in [(1, "bank"), (2, "bank"), (10, "bank"), (2, "bank2")] as [(Int32, String)] {
            try wallet.run(TestPayment(.topup, from: source, to: "ann", 100).request, lane: lane)
        }
        let found = try wallet.connection.query(BalancesOf(["bank", "clearing:EUR", "ann", "an", "nobody", "bank#1"]))
        let byAccount = Dictionary(uniqueKeysWithValues: found.map { ($0.account, $0) })
        #expect(Set(byAccount.keys) == ["bank", "clearing:EUR", "ann", "an", "bank#1"])
        #expect(byAccount["bank"]?.balanceMinor == -300)
        #expect(byAccount["bank"]?.entries == 3)
        #expect(byAccount["bank"]?.kind == .external)
        #expect(byAccount["bank"]?.state == .open)
        #expect(byAccount["clearing:EUR"]?.balanceMinor == 400)
        #expect(byAccount["clearing:EUR"]?.state == nil)
        #expect(byAccount["clearing:EUR"]?.currency.code == "EUR")
    }

    @Test("A payment's transfers say what happened, step by step")
    func transfers() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000])
        try wallet.run(open("power", .biller))
        let payment = TestPayment(.bill, from: "ann", to: "power", 300)
        try wallet.run(payment.request, lane: 1)
        try wallet.run(payment.failed(.expired), lane: 2)
        let transfers = try wallet.connection.query(TransfersOf(payment.payment))
        #expect(transfers.map(\.step) == [1, 2])
        #expect(transfers.map(\.kind) == [.bill, .bill])
        #expect(transfers.map(\.outcome) == ["held", "refunded"])
        #expect(transfers.map(\.reason) == [nil, .expired])
        #expect(transfers.map(\.at.microseconds) == [1_000_000, 1_000_000])
        #expect(transfers.map { $0.movement?.debit } == ["ann", "clearing:EUR#2"])
        #expect(transfers.map { $0.movement?.credit } == ["clearing:EUR#1", "ann"])
        #expect(transfers.map { $0.movement?.amountMinor } == [300, 300])
    }
}
