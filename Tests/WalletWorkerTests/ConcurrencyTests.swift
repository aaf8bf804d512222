import Lane
import Postgres
import Testing
import WalletWorker

@Suite("Several processes at one ledger")
struct ConcurrencyTests {
    @Test("Crossing transfers of two processes neither deadlock nor lose money", .timeLimit(.minutes(2)))
    func crossing() async throws {
        let wallet = try Wallet()
        let names = (0..<20).map { "w\($0)" }
        try wallet.run([(90, open("bank", .external))] + names.map { (90, open($0, overdraft: 1_000_000)) })
        let role = wallet.role
        let processes = (0..<2).map { process in
            onThread {
                let connection = try Wallet.connect(role)
                defer { connection.close() }
                let runner = BatchRunner(worker: WalletWorker(), connection: connection)
                let lane = Int32(process * 10 + 1)
                for round in 0..<25 {
                    // Each uses all accounts, one in the opposite order of the other.
                    let order = (round + process) % 2 == 0 ? names : names.reversed()
                    let payments = zip(order, order.dropFirst() + order.prefix(1)).map {
                        TestPayment(.transfer, from: $0, to: $1, 10)
                    }
                    let releases = payments.map { $0.payment.low % 2 == 0 ? $0.paid : $0.failed() }
                    _ = try runner.run(payments.map { Wallet.item(lane, $0.request) }, now: 1)
                    _ = try runner.run(releases.map { Wallet.item(lane + 1, $0) }, now: 1)
                }
            }
        }
        for process in processes { try await process.value }
        #expect(try wallet.audit().isEmpty)
        #expect(try wallet.balances("clearing:EUR") == ["clearing:EUR": 0])
    }

    /// Applies `first` on the wallet's connection without committing, lets `second` run into it on another one, then
    /// commits. Returns what `second` met.
    private func race(_ wallet: Wallet, _ first: WalletMessage, _ second: WalletMessage) async throws -> PostgresError?
    {
        let transaction = try wallet.connection.begin()
        try wallet.worker.handle(Batch(items: [Wallet.item(1, first)], now: 1), in: transaction)
        _ = try transaction.query(Ping())
        let role = wallet.role
        let other = onThread { () throws -> PostgresError? in
            let connection = try Wallet.connect(role)
            defer { connection.close() }
            do {
                _ = try BatchRunner(worker: WalletWorker(), connection: connection).run(
                    [Wallet.item(2, second)], now: 1)
                return nil
            } catch let error as PostgresError {
                return error
            }
        }
        while try wallet.admin.query(Waiting(role: role)).first != true { try await Task.sleep(for: .milliseconds(5)) }
        try transaction.commit()
        return try await other.value
    }

    @Test(
        "One payment id from two payers at the same time: one is first, the other sees it at the second try",
        .timeLimit(.minutes(1)))
    func sameID() async throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 1_000])
        let first = TestPayment(.transfer, from: "ann", to: "bob", 300)
        var second = TestPayment(.transfer, from: "bob", to: "ann", 300)
        second.payment = first.payment
        let error = try await race(wallet, first.request, second.request)
        #expect(error?.code == .serializationFailure)
        #expect(error?.isTransient == true)
        #expect(try wallet.run(second.request, lane: 2).words == ["dead letter: idempotency_conflict"])
        #expect(try wallet.balances("ann", "bob", "clearing:EUR") == ["ann": 700, "bob": 1_000, "clearing:EUR": 300])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("A payment is not rejected for one payer and held for another at the same time", .timeLimit(.minutes(1)))
    func rejectionAndHold() async throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 0, "bob": 1_000])
        let first = TestPayment(.transfer, from: "ann", to: "bob", 300)
        var second = TestPayment(.transfer, from: "bob", to: "ann", 300)
        second.payment = first.payment
        #expect(try await race(wallet, first.request, second.request)?.code == .serializationFailure)
        #expect(try wallet.run(second.request, lane: 2).words == ["dead letter: idempotency_conflict"])
        #expect(try wallet.balances("bob") == ["bob": 1_000])
    }

    @Test("Paid and failed at the same time: one of them moves the money", .timeLimit(.minutes(1)))
    func paidAndFailed() async throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let payment = TestPayment(.transfer, from: "ann", to: "bob", 300)
        try wallet.run(payment.request)
        #expect(try await race(wallet, payment.paid, payment.failed())?.code == .serializationFailure)
        #expect(try wallet.run(payment.failed(), lane: 2).words == ["dead letter: already_settled"])
        #expect(try wallet.balances("ann", "bob", "clearing:EUR") == ["ann": 700, "bob": 300, "clearing:EUR": 0])
        #expect(try wallet.audit().isEmpty)
    }

    @Test("An account opened by two at the same time is opened once", .timeLimit(.minutes(1)))
    func opening() async throws {
        let wallet = try Wallet()
        #expect(try await race(wallet, open("ann"), open("ann")) == nil)
        #expect(try wallet.balances("ann") == ["ann": 0])
    }

    @Test("Two payments of one payer at the same time: the second sees what the first left", .timeLimit(.minutes(1)))
    func onePayer() async throws {
        let wallet = try Wallet()
        try wallet.fund(["ann": 1_000, "bob": 0])
        let first = TestPayment(.transfer, from: "ann", to: "bob", 600)
        let second = TestPayment(.transfer, from: "ann", to: "bob", 600)
        #expect(try await race(wallet, first.request, second.request) == nil)
        #expect(try wallet.connection.query(TransfersOf(second.payment)).map(\.reason) == [.insufficientFunds])
        #expect(try wallet.balances("ann") == ["ann": 400])
        #expect(try wallet.audit().isEmpty)
    }
}

private struct Ping: Statement {
    static let sql = "SELECT"
}

/// Whether a session of the role waits for a lock.
private struct Waiting: Statement {
    let role: String
    static let sql = """
        SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = $1 AND wait_event_type = 'Lock')
        """

    func bind(_ p: inout Parameters) { p.append(role) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}
