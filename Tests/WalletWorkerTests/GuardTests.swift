import Postgres
import Testing
import WalletWorker

@Suite("Round trips")
struct GuardTests {
    /// Requests in one batch, their releases in the next: what each costs.
    private func roundTrips(_ wallet: Wallet, payments count: Int, lane: Int32) throws -> [Int] {
        let payments = (0..<count).map { index in
            let kind = index % 10 == 9
            return kind
                ? TestPayment(.topup, from: "bank", to: "bob", 1) : TestPayment(.transfer, from: "ann", to: "bob", 1)
        }
        return try [
            payments.map { (lane, $0.request) },
            payments.map { (lane + 1, $0.payment.low % 3 == 0 ? $0.failed() : $0.paid) },
        ].map { messages in
            let before = wallet.connection.roundTrips
            try wallet.run(messages)
            return wallet.connection.roundTrips - before
        }
    }

    @Test("A batch takes two round trips, of one message or a thousand, in new lanes and known ones")
    func constant() throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000_000, "bob": 0])
        #expect(try roundTrips(wallet, payments: 1, lane: 1) == [2, 2])
        #expect(try roundTrips(wallet, payments: 1_000, lane: 1) == [2, 2])
        #expect(try roundTrips(wallet, payments: 1_000, lane: 5) == [2, 2])
        #expect(try roundTrips(wallet, payments: 1, lane: 5) == [2, 2])
    }

    @Test("Money that has to go elsewhere takes one more, however much of it")
    func elsewhere() throws {
        for count in [1, 200] {
            let wallet = try Wallet()
            try wallet.fund(["ann": 1_000_000, "bob": 0])
            try wallet.run(open("power", .biller))
            let payments = (0..<count).map { index in
                TestPayment(index % 2 == 0 ? .bill : .transfer, from: "ann", to: index % 2 == 0 ? "power" : "bob", 1)
            }
            try wallet.run(payments.map { (1, $0.request) })
            try wallet.run(close("power"), close("bob"))
            let before = wallet.connection.roundTrips
            try wallet.run(payments.map { (1, $0.paid) })
            #expect(wallet.connection.roundTrips - before == 3)
            #expect(try wallet.audit().isEmpty)
        }
    }

    @Test("A batch of nothing asks nothing")
    func empty() throws {
        let wallet = try Wallet()
        let before = wallet.connection.roundTrips
        try wallet.run([])
        #expect(wallet.connection.roundTrips == before)
    }
}
