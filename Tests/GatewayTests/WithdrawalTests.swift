import Foundation
import TestSupport
import Testing

@Suite("Withdrawals", .serialized)
struct WithdrawalTests {
    @Test("money is taken out once, to the bank of the currency, and is in the history and the statement")
    func withdraw() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let path = "/v1/accounts/\(ann.account)/withdraw"
        let accepted = try await ann.call(
            "POST", path, ["amount": "30.00", "reference": "rent"], headers: ["Idempotency-Key": "out-1"])
        #expect(accepted.status == 202)
        let id = try #require(accepted.texts["payment_id"])
        #expect(accepted.texts["kind"] == "withdrawal")
        #expect(accepted.texts["source_account_id"] == ann.account)
        #expect(accepted.texts["destination_account_id"] == "bank")
        let again = try await ann.call(
            "POST", path, ["amount": "30.00", "reference": "rent"], headers: ["Idempotency-Key": "out-1"])
        #expect(again.texts["payment_id"] == id)
        let settled = try await eventually {
            try await ann.call("GET", "/v1/payments/\(id)").texts["status"] == "settled"
        }
        #expect(settled)
        #expect(try await ann.account(ann.account)["balance"] == "70.00")
        #expect(try await ann.call("GET", "/v1/transactions/history").text.contains(id))
        #expect(try await ann.call("GET", "/v1/accounts/\(ann.account)/statement").text.contains(id))
        await ground.stop()
    }

    @Test("more than there is, a bad amount and a currency without a bank are refused, and nothing moves")
    func refusals() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let path = "/v1/accounts/\(ann.account)/withdraw"
        let tooMuch = try await ann.call("POST", path, ["amount": "100.01"], headers: ["Prefer": "wait=20"])
        #expect(tooMuch.texts["status"] == "rejected")
        #expect(tooMuch.texts["reason"] == "insufficient_funds")
        #expect(try await ann.call("POST", path, ["amount": "1.00", "currency": "JPY"]).code == "invalid_field")
        #expect(try await ann.call("POST", path, ["amount": "1", "currency": "JPY"]).code == "withdrawal_not_offered")
        #expect(try await ann.call("POST", path, ["amount": "0.00"]).code == "invalid_field")
        #expect(try await ann.call("POST", path, [:]).code == "missing_field")
        #expect(try await ann.call("POST", path, ["amount": "1.00", "bank": "x"]).code == "unknown_field")
        #expect(try await ann.account(ann.account)["balance"] == "100.00")
        await ground.stop()
    }
}
