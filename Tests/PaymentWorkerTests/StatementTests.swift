import PaymentWorker
import Payments
import Postgres
import Testing

@Suite("What an operator asks about payments")
struct StatementTests {
    @Test("a payment is found with all that is known of it")
    func find() throws {
        let database = try PaymentDatabase()
        let sample = Sample()
        #expect(try database.admin.query(FindPayment(payment: sample.payment)).isEmpty)
        try database.run(Life.all[3].heard(Sample(payment: sample.payment, kind: .bill, payee: "biller:power")))
        let row = try #require(try database.admin.query(FindPayment(payment: sample.payment)).first)
        #expect(row.state == .refunded)
        #expect(row.kind == .bill)
        #expect([row.payer.text, row.payee.text] == ["wallet:ann", "biller:power"])
        #expect(row.amountMinor == 1250)
        #expect(row.currency == "EUR")
        #expect(row.reason == .billNotFound)
        #expect(row.requestedAt == Timestamp(microseconds: 7))
        #expect(row.since == Timestamp(microseconds: 1_000_000))
        #expect(row.updatedAt == Timestamp(microseconds: 7_000_000))
        #expect(row.payerWasTold && !row.payeeWasTold)
    }

    @Test("the timeline is in the order in which things happened, each with its first message's place")
    func timeline() throws {
        let database = try PaymentDatabase()
        let sample = Sample()
        for (offset, event) in [PaymentEvent.settled, .debited, .requested, .paid, .debited].enumerated() {
            try database.run([sample.heard(event, offset: Int64(offset))])
        }
        let rows = try database.admin.query(Timeline(payment: sample.payment))
        #expect(rows.map(\.event) == [.requested, .debited, .paid, .settled])
        #expect(rows.map(\.offset) == [2, 1, 3, 0])
        #expect(rows.map(\.topic) == ["payment.requested", "wallet.debited", "bill.paid", "wallet.credited"])
        #expect(rows.map(\.at.microseconds) == rows.map(\.at.microseconds).sorted())
    }

    @Test("payments under way for too long are found oldest first, final and young ones are not")
    func stuck() throws {
        let database = try PaymentDatabase()
        let old = Sample().again()
        let older = Sample().again()
        try database.run([
            old.heard(.requested, at: 2_000_000), old.heard(.debited, at: 50_000_000),
            older.heard(.requested, at: 1_000_000), Sample().again().heard(.requested, at: 9_000_000),
        ])
        try database.run(Life.all[0].heard(Sample().again()))
        let limit = Timestamp(microseconds: 9_000_000)
        let rows = try database.admin.query(Stuck(olderThan: limit, limit: 10))
        #expect(rows.map(\.payment) == [older.payment, old.payment])
        #expect(rows.map(\.state) == [.requested, .debited])
        #expect(try database.admin.query(Stuck(olderThan: limit, limit: 1)).count == 1)
    }

    @Test("states are counted by kind and reason")
    func count() throws {
        let database = try PaymentDatabase()
        for life in Life.all + Life.all { try database.run(life.heard(life.sample().again())) }
        let rows = try database.admin.query(CountByState())
        #expect(rows.reduce(0) { $0 + $1.count } == Int64(2 * Life.all.count))
        #expect(
            rows.contains { $0.kind == .bill && $0.state == .refunded && $0.reason == .billNotFound && $0.count == 2 })
    }
}
