import BillingWorker
import Payments
import Postgres
import Testing

@Suite("Billing's audit and lists")
struct AuditTests {
    private func busy() throws -> (desk: Desk, open: Sample) {
        let desk = try Desk()
        let open = Sample()
        let paid = Sample()
        try desk.run(announced())
        try desk.run(Sample.transfer.message(), open.message(), paid.message(), Sample(payee: "biller:none").message())
        try desk.end(open.payment, .lost)
        try desk.end(paid.payment, .accepted(receipt: nil))
        try desk.saveCalls()
        return (desk, open)
    }

    @Test("nothing is found where everything is right")
    func clean() throws {
        let (desk, _) = try busy()
        #expect(try desk.database.admin.query(BillingAudit()).isEmpty)
    }

    @Test(
        "each thing that must not be is found",
        arguments: [
            ("DELETE FROM timer", "no_next_try"),
            ("DELETE FROM attempt WHERE tries = 1 AND last_code = 'connection_lost'", "nobody_asked"),
            (
                "UPDATE invoice SET state = 'paid', decided_at = now() WHERE state = 'open'",
                "try_of_decided"
            ),
            (
                """
                DELETE FROM bill;
                DELETE FROM invoice WHERE payment IN (SELECT payment FROM attempt WHERE last_code = 'accepted')
                """,
                "attempt_without_invoice"
            ),
            ("DELETE FROM bill", "bill_not_marked"),
            (
                "UPDATE bill SET payment = (SELECT payment FROM invoice WHERE kind = 'transfer')",
                "bill_of_other_payment"
            ),
            ("UPDATE attempt SET suspicious = 'wrong_amount' WHERE last_code = 'connection_lost'", "suspicious_answer"),
        ])
    func findings(damage: String, check: String) throws {
        let (desk, _) = try busy()
        try desk.database.admin.execute(script: damage)
        #expect(try desk.database.admin.query(BillingAudit()).map(\.check) == [check])
    }

    @Test("open invoices are listed from a given age on, with what is known of them")
    func openInvoices() throws {
        let (desk, open) = try busy()
        let all = Timestamp(microseconds: desk.now)
        let rows = try desk.database.admin.query(OpenInvoices(olderThan: all, limit: 10))
        #expect(rows.map(\.payment) == [open.payment])
        #expect(rows.first?.lastCode == "connection_lost")
        #expect(rows.first?.tries == 1)
        let none = Timestamp(microseconds: 0)
        #expect(try desk.database.admin.query(OpenInvoices(olderThan: none, limit: 10)).isEmpty)
    }
}
