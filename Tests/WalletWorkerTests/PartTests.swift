import Lane
import Postgres
import Testing
import WalletWorker

@Suite("Parts of accounts")
struct PartTests {
    @Test("Parts made in a transaction that is rolled back are made again by the next")
    func rolledBack() throws {
        let wallet = try Wallet()
        try wallet.run(open("bank", .external), open("ann"))
        let payment = TestPayment(.topup, from: "bank", to: "ann", 10)
        let batch = Batch(items: [Wallet.item(3, payment.request)], now: 1)
        let transaction = try wallet.connection.begin()
        try wallet.worker.handle(batch, in: transaction)
        transaction.rollback()
        #expect(batch.events.count == 1)
        #expect(try wallet.balances("clearing:EUR#3").isEmpty)
        #expect(try wallet.run(payment.request, lane: 3).words == ["debited bank for ann: 10 EUR"])
        #expect(try wallet.run(payment.paid, lane: 3).words == ["settled to ann: 10 EUR"])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("Parts that have gone with a database's restoring are made again at the second try")
    func restored() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 100, "bob": 0])
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 10)
        try wallet.run(payment.request, lane: 3)
        try wallet.run(TestPayment(.transfer, from: "ann", to: "bob", 10).request, lane: 3)
        try wallet.admin.execute(
            script: """
                TRUNCATE transfer, entry;
                DELETE FROM account WHERE kind = 'clearing';
                UPDATE account SET balance_minor = 0, version = 0;
                """)
        #expect(throws: RetryBatch.self) { try wallet.run(payment.request, lane: 3) }
        #expect(try wallet.run(payment.request, lane: 3).words == ["rejected ann: insufficient_funds"])
        #expect(try wallet.balances("clearing:EUR") == ["clearing:EUR": 0])
    }

    @Test("A source of top-ups that does not exist gets no part")
    func noJunk() throws {
        let wallet = try Wallet()
        try wallet.run(open("ann"), TestPayment(.topup, from: "nowhere", to: "ann", 10).request)
        #expect(try wallet.balances("nowhere", "nowhere#1").isEmpty)
    }
}
