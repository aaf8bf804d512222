import PaymentWorker
import Payments
import Postgres
import Testing

@Suite("The audit of payments")
struct AuditTests {
    /// What an operator with a client could do by mistake, and the finding it gives.
    static let damages = [
        ("UPDATE payment SET heard = substring(heard FOR 63)", "state_not_heard"),
        ("UPDATE payment SET state = 'debited', final_at = NULL, told = 0", "state_left_behind"),
        ("UPDATE payment SET heard = set_byte(heard, 21, 6)", "two_ends"),
        (
            "INSERT INTO contradiction SELECT payment, at, 0, 0, 'failed', 'state', 't' FROM payment_event LIMIT 1",
            "contradicting_events"
        ),
        ("UPDATE payment SET heard = substring(heard FOR 42) || substring(heard FROM 64)", "event_missing"),
        ("UPDATE payment SET told = 0", "not_told"),
        ("UPDATE payment SET told = 1", "wrongly_told"),
    ]

    @Test("finds each kind of damage", arguments: damages)
    func damage(script: String, check: String) throws {
        let database = try PaymentDatabase()
        let sample = Sample()
        try database.run(Life.all[0].heard(sample))
        #expect(try database.admin.query(PaymentAudit(settledBefore: .now(), limit: 10)).isEmpty)
        try database.admin.execute(script: script)
        let findings = try database.admin.query(PaymentAudit(settledBefore: .now(), limit: 10))
        #expect(findings.contains { $0.check == check && $0.subject == sample.payment.description })
    }

    @Test("names the events that are missing")
    func missing() throws {
        let database = try PaymentDatabase()
        let sample = Sample()
        try database.run([sample.heard(.requested), sample.heard(.refunded, reason: .expired)])
        let findings = try database.admin.query(PaymentAudit(settledBefore: .now(), limit: 10))
        #expect(findings.map(\.check) == ["event_missing"])
        #expect(findings.map(\.detail) == ["state refunded without debited, paid or failed"])
    }

    @Test("waits for late topics, but not longer than told")
    func late() throws {
        let database = try PaymentDatabase()
        try database.run([Sample().heard(.settled, at: 5_000_000)])
        let before = PaymentAudit(settledBefore: Timestamp(microseconds: 5_000_000), limit: 10)
        #expect(try database.admin.query(before).isEmpty)
        let after = PaymentAudit(settledBefore: Timestamp(microseconds: 5_000_001), limit: 10)
        #expect(try database.admin.query(after).map(\.check) == ["event_missing", "not_told"])
    }

    @Test("finds no more than it was asked for")
    func bounded() throws {
        let database = try PaymentDatabase()
        try database.run((0..<20).map { _ in try Sample().again().heard(.settled) })
        #expect(try database.admin.query(PaymentAudit(settledBefore: .now(), limit: 7)).count == 7)
    }
}
