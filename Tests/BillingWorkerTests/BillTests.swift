import BillingWorker
import Lane
import Messages
import Payments
import Postgres
import Testing

@Suite("Presented bills")
struct BillTests {
    private func presented(
        _ bill: String = "INV-1", amountMinor: Int64 = 1_250, customer: String = "wallet:ann", currency: String = "EUR",
        withdrawn: Bool = false
    ) throws -> BillingMessage {
        .billPresented(
            BillPresented(
                biller: try #require(AccountID("biller:power")), bill: bill,
                customer: try #require(AccountID(customer)), amountMinor: amountMinor,
                currency: try #require(Currency(currency)), dueDate: try #require(CalendarDate("2026-11-30")),
                description: "Electricity", withdrawn: withdrawn))
    }

    private func bills(_ desk: Desk) throws -> [StoredBill] { try desk.database.admin.query(StoredBills()) }

    private func bill(_ desk: Desk) throws -> StoredBill {
        let bills = try bills(desk)
        #expect(bills.count == 1)
        return try #require(bills.first)
    }

    /// A payment of INV-1 that its biller has taken.
    private func pay(_ desk: Desk, _ sample: Sample = Sample()) throws -> PaymentID {
        try desk.run(announced())
        try desk.run(sample.message())
        try desk.end(sample.payment, .accepted(receipt: nil))
        return sample.payment
    }

    @Test("a bill is kept as presented, and again changes nothing")
    func kept() throws {
        let desk = try Desk()
        let origin = desk.origin()
        for _ in 0..<2 { #expect(try desk.run([.message(presented(), origin)]).deadLetters.isEmpty) }
        let bill = try bill(desk)
        #expect(bill.name == "biller:power INV-1" && bill.customer == "wallet:ann" && bill.amountMinor == 1_250)
        #expect(bill.dueOn == "2026-11-30" && bill.description == "Electricity")
        #expect(bill.withdrawn == false && bill.payment == nil)
        #expect(desk.published.isEmpty)
    }

    @Test("the newest announcement counts, in one batch and in two, in either order")
    func newest() throws {
        for isTogether in [true, false] {
            for isReversed in [true, false] {
                let desk = try Desk()
                var causes: [Cause<BillingMessage, BillerOutcome>] = [
                    .message(try presented(amountMinor: 100), desk.origin(timestamp: 10, offset: 5)),
                    .message(try presented(amountMinor: 200, withdrawn: true), desk.origin(timestamp: 20, offset: 6)),
                ]
                if isReversed { causes.reverse() }
                if isTogether { try desk.run(causes) } else { for cause in causes { try desk.run([cause]) } }
                let bill = try bill(desk)
                #expect(bill.amountMinor == 200 && bill.withdrawn == true)
            }
        }
    }

    @Test("on a new cluster, which counts from zero again, the later announcement counts")
    func newCluster() throws {
        let desk = try Desk()
        func present(_ amountMinor: Int64, at timestamp: Int64, offset: Int64) throws {
            try desk.run([
                .message(
                    try presented(amountMinor: amountMinor), desk.origin(timestamp: timestamp, offset: offset))
            ])
        }
        try desk.database.moveLane(of: "bill.presented", to: "one")
        try present(100, at: 10, offset: 500)
        try desk.database.moveLane(of: "bill.presented", to: "two")
        try present(200, at: 9, offset: 0)
        #expect(try bill(desk).amountMinor == 100)
        try present(300, at: 11, offset: 1)
        #expect(try bill(desk).amountMinor == 300)
    }

    @Test("a bill is marked with the payment that its biller took, whichever came first")
    func paid() throws {
        let early = try Desk()
        try early.run(presented())
        let payment = try pay(early)
        #expect(try bill(early).payment == payment)

        let late = try Desk()
        let first = try pay(late)
        #expect(try bill(late).customer == nil)
        try late.run(presented())
        let bill = try bill(late)
        #expect(bill.payment == first && bill.customer == "wallet:ann")

        let together = try Desk()
        let sample = Sample()
        try together.run(announced())
        try together.run(sample.message())
        try together.run([
            .message(presented(), together.origin()),
            .done(try together.call(sample.payment), .accepted(receipt: nil)),
        ])
        #expect(try self.bill(together).payment == sample.payment)
    }

    @Test("a presented bill that is paid is not paid again: its biller is not asked")
    func alreadyPaid() throws {
        let desk = try Desk()
        try desk.run(presented())
        let first = Sample()
        #expect(try pay(desk, first) == first.payment)
        let second = Sample(payer: "wallet:bob", amountMinor: 7)
        let answer = try desk.run(second.message())
        #expect(answer.events.map(\.event) == [try second.failed(.alreadyPaid).event()])
        #expect(answer.scheduled.isEmpty)
        #expect(try desk.run(first.message()).events.map(\.event) == [try first.paid().event()], "a repetition")
    }

    @Test("a number that was never presented is paid as often as people like: a donation")
    func donation() throws {
        let desk = try Desk()
        _ = try pay(desk)
        let second = Sample(payer: "wallet:bob", amountMinor: 7)
        try desk.run(second.message())
        let ended = try desk.end(second.payment, .accepted(receipt: nil))
        #expect(ended.events.map(\.event) == [try second.paid().event()])
    }

    @Test(
        "it stays paid by the first payment: one under way with it, new terms and a withdrawal change nothing of that")
    func staysPaid() throws {
        let desk = try Desk()
        try desk.run(presented())
        let second = Sample(payer: "wallet:bob", amountMinor: 7)
        try desk.run(announced())
        try desk.run(second.message())
        let first = try pay(desk)
        let ended = try desk.end(second.payment, .accepted(receipt: nil))
        #expect(ended.events.map(\.event) == [try second.paid().event()])
        try desk.run(presented(amountMinor: 9, withdrawn: true))
        let bill = try bill(desk)
        #expect(bill.payment == first && bill.amountMinor == 9)
    }

    @Test("the biller decides about another amount than presented: refused it stays due, taken it is paid")
    func otherAmount() throws {
        let desk = try Desk()
        try desk.run(announced(), presented())
        let refused = Sample(amountMinor: 1)
        try desk.run(refused.message())
        try desk.end(refused.payment, .refused(.amountMismatch))
        #expect(try bill(desk).payment == nil)
        let taken = try pay(desk, Sample(amountMinor: 600))
        #expect(try bill(desk).payment == taken)
    }

    @Test("the same number to another customer or in another currency is a dead letter, and changes nothing")
    func conflicts() throws {
        let desk = try Desk()
        try desk.run(presented())
        let batch = try desk.run(
            presented(customer: "wallet:bob"), presented(currency: "SEK"), presented(amountMinor: 77))
        #expect(batch.deadLetters.map(\.item) == [0, 1])
        #expect(Set(batch.deadLetters.map(\.refusal.code)) == ["bill_conflict"])
        let bill = try bill(desk)
        #expect(bill.customer == "wallet:ann" && bill.amountMinor == 77, "what was behind the conflict counts")
        let other = try Desk()
        let first = try other.run(presented(customer: "wallet:bob"), presented())
        #expect(first.deadLetters.map(\.item) == [1], "the first to be heard counts")
    }

    @Test("numbers that only look alike are two bills")
    func bytes() throws {
        let desk = try Desk()
        try desk.run(presented("caf\u{e9}", amountMinor: 1), presented("cafe\u{301}", amountMinor: 2))
        #expect(try bills(desk).map(\.amountMinor).sorted { ($0 ?? 0) < ($1 ?? 0) } == [1, 2])
    }

    @Test("a batch's round trips and statements do not grow with its bills", arguments: [1, 400])
    func roundTrips(count: Int) throws {
        let desk = try Desk()
        let connection = desk.database.connection
        func cost(_ causes: [Cause<BillingMessage, BillerOutcome>]) throws -> (trips: Int, statements: Int64) {
            let trips = connection.roundTrips
            let statements = try connection.query(CountExecutions())[0]
            try desk.run(causes)
            return (connection.roundTrips - trips - 1, try connection.query(CountExecutions())[0] - statements - 1)
        }
        let announcements = try (0..<count).map {
            Cause<BillingMessage, BillerOutcome>.message(try presented("B-\($0)"), desk.origin())
        }
        _ = try cost(announcements)
        // Begin, bills, commit.
        #expect(try cost(announcements) == (2, 3))
        try desk.run(announced())
        let samples = (0..<count).map { Sample(bill: "B-\($0)") }
        try desk.run(samples.map { .message(try $0.message(), desk.origin()) })
        let ends = try samples.map {
            Cause<BillingMessage, BillerOutcome>.done(try desk.call($0.payment), .accepted(receipt: nil))
        }
        // Begin; invoices, attempts, billers and cancellations read; invoices, attempts and bills written; commit.
        #expect(try cost(ends) == (2, 9))
        #expect(try bills(desk).allSatisfy { $0.payment != nil })
    }

    @Test("four processes that present and pay the same bills at once leave none of them due")
    func concurrency() async throws {
        let desk = try Desk()
        try desk.run(announced())
        let samples = (0..<100).map { Sample(bill: "B-\($0)") }
        try desk.run(samples.map { .message(try $0.message(), desk.origin()) })
        let presentations = try (0..<100).map {
            Cause<BillingMessage, BillerOutcome>.message(try presented("B-\($0)"), desk.origin())
        }
        let ends = try samples.map {
            Cause<BillingMessage, BillerOutcome>.done(try desk.call($0.payment), .accepted(receipt: nil))
        }
        let halves = [
            Array(presentations.prefix(50)), Array(presentations.suffix(50).reversed()), Array(ends.prefix(50)),
            Array(ends.suffix(50).reversed()),
        ]
        let worker = desk.worker
        try await withThrowingTaskGroup(of: Void.self) { group in
            for half in halves {
                let connection = Own(try desk.database.connect())
                group.addTask {
                    let runner = BatchRunner(worker: worker, connection: connection.connection)
                    for cause in half { _ = try runner.run([Item(lane: 1, cause: cause)], now: 1) }
                }
            }
            try await group.waitForAll()
        }
        let bills = try bills(desk)
        #expect(bills.count == 100)
        #expect(bills.allSatisfy { $0.payment != nil && $0.customer == "wallet:ann" })
    }
}

/// Hands a connection to the one task that uses it.
/// Unchecked: nothing else touches the connection.
private final class Own: @unchecked Sendable {
    let connection: Connection
    init(_ connection: Connection) { self.connection = connection }
}

private struct StoredBill {
    let name: String
    let customer: String?
    let amountMinor: Int64?
    let dueOn: String?
    let description: String?
    let withdrawn: Bool?
    let payment: PaymentID?
}

private struct StoredBills: Statement {
    static let sql = """
        SELECT biller || ' ' || bill, customer, amount_minor, to_char(due_on, 'YYYY-MM-DD'), description, withdrawn,
            payment
        FROM bill
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> StoredBill {
        StoredBill(
            name: try row.string(0), customer: try row.optionalString(1), amountMinor: try row.optionalInt64(2),
            dueOn: try row.optionalString(3), description: try row.optionalString(4),
            withdrawn: try row.optionalBool(5),
            payment: try row.optionalUUID(6).map { PaymentID(high: $0.high, low: $0.low) })
    }
}

/// How often prepared statements of this session have run, this one included.
private struct CountExecutions: Statement {
    static let sql = "SELECT sum(generic_plans + custom_plans)::bigint FROM pg_prepared_statements"
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
