import CloudEvents
import Testing

/// Work that must not grow unnoticed. Counts are the same in every run; times are not, and are not tested.
@Suite("Counted work")
struct CountedWorkTests {
    @Test("a batch runs as many statements for 400 payments as for 1", arguments: [1, 400])
    func statements(payments: Int) throws {
        let chain = try CountedChain()
        _ = try chain.run(payments: 1)  // a lane's first batch makes its parts of clearing
        _ = try chain.run(payments: 1)
        let costs = try chain.run(payments: payments).costs
        // BEGIN and COMMIT are among them; the engine's own (lanes, outbox) are not.
        #expect(costs["wallet"]?.map(\.statements) == [8, 7])
        #expect(costs["billing"]?.map(\.statements) == [3])
        #expect(costs["payment"]?.map(\.statements) == [4, 5, 5, 5])
        #expect(costs["wallet"]?.map(\.roundTrips) == [2, 2])
        #expect(costs["billing"]?.map(\.roundTrips) == [2])
        #expect(costs["payment"]?.map(\.roundTrips) == [2, 2, 2, 2])
    }

    @Test("with statistics too, a batch reads no more rows than it is about", arguments: [10, 400])
    func rowsRead(payments: Int) throws {
        let chain = try CountedChain(accounts: 20_000)
        _ = try chain.run(payments: 1_000)
        try chain.collectStatistics()
        _ = try chain.run(payments: payments)  // plans are made anew
        for (worker, most) in [("wallet", 8), ("payment", 4)] {  // billing reads nothing of a transfer
            let before = try chain.rowsRead(by: worker)
            _ = try chain.run(payments: payments)
            let rows = try chain.rowsRead(by: worker) - before
            #expect(rows > 0)
            #expect(rows <= Int64(most * payments), "\(worker): \(rows) rows for \(payments) payments")
        }
    }

    @Test("a transfer is five messages, of so many bytes")
    func outbox() throws {
        let events = try CountedChain().run(payments: 100).events
        let topics = Dictionary(grouping: events, by: \.topic).mapValues(\.count)
        #expect(
            topics == [
                "wallet.debited": 100, "bill.paid": 100, "wallet.credited": 100, "notification.send": 200,
            ])
        let bytes = events.reduce(0) { $0 + $1.value.count + $1.key.utf8.count + $1.subject.utf8.count }
        #expect(bytes / 100 == 1_270)
    }

    @Test("a transfer's rows take so many bytes with their indexes, the outbox and the accounts left out")
    func tables() throws {
        let chain = try CountedChain()
        let payments = 4_000
        var before: [String: Int64] = [:]
        for worker in ["wallet", "billing", "payment"] { before[worker] = try chain.tableBytes(of: worker) }
        for _ in 0..<10 { _ = try chain.run(payments: payments / 10) }
        for (worker, most) in [("wallet", 1_000), ("billing", 250), ("payment", 1_000)] {
            let bytes = try (chain.tableBytes(of: worker) - (before[worker] ?? 0)) / Int64(payments)
            #expect(bytes <= most, "\(worker): \(bytes) bytes a payment")
            #expect(bytes > most / 2, "\(worker): \(bytes) bytes a payment; lower the limit")
        }
    }
}
