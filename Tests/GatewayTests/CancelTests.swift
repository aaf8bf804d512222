import Foundation
import TestSupport
import Testing

@Suite("Cancelling", .serialized)
struct CancelTests {
    @Test("a bill whose biller was never reached is cancelled and refunded")
    func neverOrdered() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        try await publish(
            """
            {"topic":"account.requested","value":{"account":"deaf","action":"open","kind":"biller","currency":"EUR"}}
            {"topic":"biller.updated","value":{"account":"deaf","name":"Deaf","endpoint":"http://127.0.0.1:1"}}
            """, ground)
        let bill = try await pay(ann, "deaf", "B-1")
        let debited = try await eventually { try await ann.account(ann.account)["balance"] == "60.00" }
        #expect(debited)
        let answer = try await ann.call(
            "POST", "/v1/payments/\(bill)/cancel", headers: ["Prefer": "wait=20", "Idempotency-Key": "c-1"])
        #expect(answer.status == 200 && answer.texts["status"] == "refunded", "\(answer.text)")
        #expect(answer.texts["reason"] == "cancelled")
        #expect(try await ann.account(ann.account)["balance"] == "100.00")
        #expect(try await ann.call("POST", "/v1/payments/\(bill)/cancel").code == "payment_final")
        let trace = try GiroProcess(["trace", bill], in: ground.directory)
        #expect(await trace.exitCode(within: .seconds(30)) == 0)
        #expect(trace.output.contains("heard cancel"), "\(trace.output)")
        let audit = try GiroProcess(["audit"], in: ground.directory)
        #expect(await audit.exitCode(within: .seconds(30)) == 0, "\(audit.output)")
        await ground.stop()
    }

    @Test("a bill that its biller has taken, and a transfer, cannot be taken back; nobody cancels for another")
    func tooLate() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let ben = try await ground.funded("ben")
        let (_, code) = try await GiroProcess.shell(
            """
            set -a; . .giro/giro.env; set +a
            curl -sf -X PUT "$GIRO_SIMULATOR_URL/rules" -H 'content-type: application/json' \\
                -d '{"rules":[{"match":{"bill_prefix":"LATE-"},"behaviour":"late","ms":3000}]}'
            """, in: ground.directory)
        #expect(code == 0)
        let bill = try await pay(ann, "city-water", "LATE-1")
        let debited = try await eventually { try await ann.account(ann.account)["balance"] == "60.00" }
        #expect(debited)
        #expect(try await ben.call("POST", "/v1/payments/\(bill)/cancel").code == "payment_not_found")
        let answer = try await ann.call("POST", "/v1/payments/\(bill)/cancel")
        #expect(answer.status == 202 && answer.header("Location") == "/v1/payments/\(bill)", "\(answer.text)")
        let settled = try await eventually {
            try await ann.call("GET", "/v1/payments/\(bill)").texts["status"] == "settled"
        }
        #expect(settled)

        let transfer = try await ann.call(
            "POST", "/v1/transactions/create",
            ["source_account_id": ann.account, "destination_account_id": ben.account, "amount": "1.00"])
        let id = try #require(transfer.texts["payment_id"])
        #expect(try await ann.call("POST", "/v1/payments/\(id)/cancel").code == "not_cancellable")
        #expect(try await ben.call("POST", "/v1/payments/\(id)/cancel").code == "payment_not_found")
        #expect(try await ann.call("POST", "/v1/payments/x/cancel").code == "payment_not_found")
        #expect(try await ann.call("POST", "/v1/payments/\(bill)/cancel", ["why": "x"]).code == "unknown_field")
        await ground.stop()
    }

    private func pay(_ client: Client, _ service: String, _ bill: String) async throws -> String {
        let answer = try await client.call(
            "POST", "/v1/bills/pay",
            ["account_id": client.account, "service_id": service, "bill_id": bill, "amount": "40.00"])
        return try #require(answer.texts["payment_id"], "\(answer.text)")
    }

    private func publish(_ lines: String, _ ground: Ground) async throws {
        let file = ground.directory.appendingPathComponent("lines.ndjson")
        try Data(lines.utf8).write(to: file)
        let publish = try GiroProcess(["publish", file.path], in: ground.directory)
        #expect(await publish.exitCode(within: .seconds(30)) == 0, "\(publish.output)")
        try await Task.sleep(for: .seconds(2))
    }
}
