import BillerSimulator
import Curl
import Foundation

func paymentID(_ number: Int) -> String {
    let digits = String(number)
    return "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
}

extension HTTPRequest {
    /// A request that the simulator takes.
    static func payment(
        _ number: Int, bill: String = "B-1", base: String, timeout: Duration = .seconds(10)
    ) throws -> HTTPRequest {
        let id = paymentID(number)
        let order = Order(payment: id, bill: bill, account: "wallet:1", amountMinor: 1_250, currency: "EUR")
        return HTTPRequest(
            method: "PUT",
            url: "\(base)/payments/\(id)",
            headers: [HTTPHeader("Idempotency-Key", id), HTTPHeader("Content-Type", "application/json")],
            body: [UInt8](try JSONEncoder().encode(order)),
            timeout: timeout
        )
    }
}

extension AnswerBody {
    init?(json: [UInt8]) throws {
        self = try JSONDecoder().decode(AnswerBody.self, from: Data(json))
    }
}

/// The error of a call; nil when it succeeds.
func error<Result>(_ body: () async throws -> Result) async -> CurlError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? CurlError
    }
}

/// Waits until `condition` holds.
func eventually(within limit: Duration = .seconds(60), _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard .now < deadline else { throw NeverHappened() }
        try await Task.sleep(for: .milliseconds(10))
    }
}

struct NeverHappened: Error {}
