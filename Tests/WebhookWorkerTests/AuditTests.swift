import Lane
import Messages
import Payments
import TestSupport
import Testing
import WebhookWorker
import Webhooks

@Suite("The audit of deliveries")
struct AuditTests {
    @Test("a delivery that nothing would send, that is sent again for nothing, or that waits for nothing is found")
    func findings() throws {
        let desk = try Desk()
        let database = desk.database
        func found() throws -> [String] { try database.admin.query(WebhookAudit()).map { "\($0.check) \($0.detail)" } }
        try database.migrateLane()
        #expect(try found().isEmpty)
        try desk.run(endpoint("http://127.0.0.1:9/"))
        try desk.run(Sample(1).debited(), Sample(2).credited())
        #expect(try found() == ["no_next_attempt payment.debited", "waits_for_nothing payment.settled"])
        for call in desk.calls.values {
            try database.execute(
                """
                INSERT INTO timer (lane, kind, key, body, due_at, place, attempt)
                VALUES (1, '\(call.kind)', '\(call.key)', '', now(), 0, 0)
                """)
        }
        #expect(try found().isEmpty)
        try desk.run(Sample(1).credited())
        #expect(try found().isEmpty, "it waits for the debit, which is queued")
        try database.execute("UPDATE delivery SET state = 'delivered' WHERE event = 'payment.debited'")
        #expect(try found() == ["attempt_of_ended delivered", "waits_for_nothing payment.settled"])
    }
}
