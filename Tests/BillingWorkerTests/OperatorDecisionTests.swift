import BillingWorker
import Lane
import Messages
import Payments
import Testing

@Suite("Operators' decisions")
struct OperatorDecisionTests {
    private let sample = Sample()

    /// The order went out, and what became of it is not known.
    private func inDoubt() throws -> Desk {
        let desk = try Desk()
        try desk.run(announced())
        try desk.run(sample.message())
        try desk.end(sample.payment, .lost)
        return desk
    }

    private func code(_ batch: Batch<BillingMessage, BillerOutcome>) -> [String] {
        batch.deadLetters.map(\.refusal.code)
    }

    @Test("what may have been ordered is paid or failed as they say, once, and its next try does nothing")
    func decided() throws {
        let paid = try inDoubt()
        #expect(
            try paid.decide(sample.payment, .paid, receipt: "R-7").events.map(\.event) == [
                try sample.paid(receipt: "R-7").event()
            ])
        let failed = try inDoubt()
        #expect(
            try failed.decide(sample.payment, .failed).events.map(\.event) == [
                try sample.failed(.billerRefused).event()
            ])
        for (desk, outcome) in [(paid, DecisionRequested.Outcome.paid), (failed, .failed)] {
            try desk.saveCalls()
            #expect(try desk.database.admin.query(BillingAudit()).isEmpty)
            let again = try desk.decide(sample.payment, outcome)
            #expect(again.events.isEmpty && again.deadLetters.isEmpty)
            let retry = try desk.retry(sample.payment)
            #expect(retry.events.isEmpty && retry.scheduled.isEmpty)
            #expect(try desk.invoice(sample.payment)?.lastCode == "decided_by_operator")
            #expect(try desk.invoice(sample.payment)?.tries == 1)
        }
    }

    @Test("the other decision afterwards, and the biller's late word, change nothing")
    func stays() throws {
        let desk = try inDoubt()
        try desk.retry(sample.payment)
        let call = try desk.call(sample.payment)
        #expect(code(try desk.decide(sample.payment, .failed)) == ["call_under_way"])
        try desk.end(sample.payment, .lost)
        try desk.decide(sample.payment, .failed)
        #expect(code(try desk.decide(sample.payment, .paid)) == ["already_decided"])
        #expect(try desk.run([.done(call, .accepted(receipt: nil))]).events.isEmpty)
        #expect(try desk.invoice(sample.payment)?.state == "failed")
        #expect(desk.published.count == 1)
    }

    @Test("what was certainly never ordered, a transfer, and what billing does not know are refused")
    func refused() throws {
        let desk = try Desk()
        let transfer = Sample.transfer
        try desk.run(announced())
        try desk.run(sample.message(), transfer.message())
        #expect(code(try desk.decide(sample.payment, .paid)) == ["call_under_way"])
        try desk.end(sample.payment, .unreached)
        for outcome in DecisionRequested.Outcome.allCases {
            #expect(code(try desk.decide(sample.payment, outcome)) == ["not_decidable"])
            #expect(code(try desk.decide(transfer.payment, outcome)) == ["not_decidable"])
            #expect(code(try desk.decide(Sample().payment, outcome)) == ["unknown_payment"])
        }
        #expect(try desk.invoice(sample.payment)?.state == "open")
        // The transfer's own.
        #expect(desk.published.count == 1)
    }

    @Test("a bill that an operator says is paid is marked paid")
    func bill() throws {
        let desk = try inDoubt()
        try desk.decide(sample.payment, .paid)
        #expect(try desk.database.admin.query(BillingAudit()).isEmpty)
    }

    @Test("the audit finds a decision that an invoice does not show")
    func lost() throws {
        let desk = try inDoubt()
        try desk.database.admin.execute(script: "UPDATE attempt SET last_code = 'decided_by_operator'")
        try desk.saveCalls()
        #expect(try desk.database.admin.query(BillingAudit()).map(\.check) == ["decision_not_kept"])
    }
}
