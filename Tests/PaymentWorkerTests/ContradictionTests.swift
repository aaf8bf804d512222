import PaymentWorker
import Payments
import Postgres
import Testing

@Suite("Contradictions")
struct ContradictionTests {
    private let database: PaymentDatabase
    private let sample = Sample()

    init() throws {
        database = try PaymentDatabase()
    }

    private func found() throws -> FindPayment.Row {
        try #require(try database.admin.query(FindPayment(payment: sample.payment)).first)
    }

    private func timeline() throws -> [Timeline.Row] { try database.admin.query(Timeline(payment: sample.payment)) }

    @Test(
        "a second request with another body changes nothing and is remembered",
        arguments: [
            \Sample.payer, \Sample.payee, \Sample.currency,
        ])
    func otherBody(field: WritableKeyPath<Sample, String> & Sendable) throws {
        var other = sample
        other[keyPath: field] = field == \Sample.currency ? "USD" : "wallet:eve"
        try checkOther(other)
    }

    @Test("a second request with another amount, kind or reference changes nothing and is remembered")
    func otherNumbers() throws {
        for change in [{ $0.amountMinor = 1 }, { $0.kind = .topup }, { $0.reference = "x" }] as [(inout Sample) -> Void]
        {
            let database = try PaymentDatabase()
            var other = sample
            change(&other)
            try database.run([sample.heard(.requested)])
            let before = try database.rows()
            #expect(try database.run([other.heard(.requested, at: 9_000_000, offset: 9)]).isEmpty)
            #expect(try database.rows() == before)
            let row = try #require(try database.admin.query(FindPayment(payment: sample.payment)).first)
            #expect(row.contradictions == 1)
        }
    }

    private func checkOther(_ other: Sample) throws {
        try database.run([sample.heard(.requested), sample.heard(.debited)])
        let before = try database.rows()
        #expect(try database.run([other.heard(.requested, at: 9_000_000, offset: 9)]).isEmpty)
        #expect(try database.rows() == before)
        #expect(try found().contradictions == 1)
        #expect(try timeline().map(\.contradictions) == [["body"], []])
        #expect(try database.run([sample.heard(.paid), sample.heard(.settled)]).count == 2)
        #expect(try database.admin.query(PaymentAudit(settledBefore: .now(), limit: 10)).isEmpty)
    }

    @Test("the wallet's word about what moved replaces the request's, and the people it names are told")
    func walletDecides() throws {
        var other = sample
        other.amountMinor = 999
        other.payer = "wallet:eve"
        other.reference = "other"
        try database.run([other.heard(.requested)])
        try database.run([sample.heard(.requested)])
        #expect(try found().amountMinor == 999)
        let told = try database.run([sample.heard(.debited), sample.heard(.paid), sample.heard(.settled)])
        #expect(try found().amountMinor == 1250)
        #expect(try found().contradictions == 2)
        #expect(try Set(told.notifications().map(\.recipient.text)) == ["wallet:ann", "wallet:bob"])
        #expect(try told.notifications().allSatisfy { $0.reference == "rent" && $0.amountMinor == 1250 })
    }

    @Test("a rejection whose request differs still tells somebody")
    func rejectionOfAnother() throws {
        var other = sample
        other.reference = "other"
        other.amountMinor = 0
        try database.run([other.heard(.requested), sample.heard(.requested)])
        let told = try database.run([sample.heard(.rejected)]).notifications()
        #expect(told.map(\.kindAndRecipient) == ["payment_rejected wallet:ann"])
        #expect(told.map(\.amountMinor) == [1250])
    }

    @Test("a second end changes nothing, tells nobody, is remembered and found by the audit")
    func twoEnds() throws {
        #expect(try database.run(Life.all[0].heard(sample)).count == 2)
        let before = try database.rows()
        #expect(try database.run([sample.heard(.refunded, reason: .expired)]).isEmpty)
        #expect(try database.rows() == before)
        #expect(try timeline().last?.contradictions == ["state"])
        let findings = try database.admin.query(PaymentAudit(settledBefore: .now(), limit: 10))
        #expect(findings.map(\.check) == ["contradicting_events", "two_ends"])
        #expect(findings.allSatisfy { $0.subject == sample.payment.description })
    }

    @Test("a contradiction read a hundred times is remembered once")
    func repeated() throws {
        try database.run(Life.all[0].heard(sample))
        let again = try (0..<100).map { try sample.heard(.refunded, offset: $0) }
        try database.run(again)
        for one in again.prefix(3) { try database.run([one]) }
        #expect(try found().contradictions == 1)
    }
}
