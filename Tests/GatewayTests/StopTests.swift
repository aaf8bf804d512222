import Foundation
import Postgres
import TestSupport
import Testing

@Suite("A gateway that is asked to end", .serialized)
struct StopTests {
    @Test("answers what is under way, publishes what it accepted, takes nothing new, and ends with code 0")
    func graceful() async throws {
        let house = try await SplitStack()
        let client = try await open(house)
        try await checkReadiness(house)
        // Nobody follows payments any more, so this one is waited for until the time is up.
        house.signal("payment", SIGTERM)
        #expect(await house.exitCode(of: "payment") == 0)
        let body = try JSONSerialization.data(withJSONObject: ["amount": "1.00"])
        async let answer = client.send(
            "POST", "/v1/accounts/\(client.account)/deposit", body, headers: ["Prefer": "wait=4"])
        try await Task.sleep(for: .seconds(1))
        house.signal("gateway-0", SIGTERM)
        let refused = await eventually(within: .seconds(3)) {
            (try? await Client(url: house.urls[0]).call("GET", "/health/live")) == nil
        }
        #expect(refused, "it still takes connections")
        let reply = try await answer
        #expect(reply.status == 202 && reply.texts["status"] == "requested", "\(reply.status) \(reply.text)")
        #expect(await house.exitCode(of: "gateway-0") == 0)
        house.signal("gateway-1", SIGTERM)
        #expect(await house.exitCode(of: "gateway-1") == 0)
        let database = try house.database()
        defer { database.close() }
        #expect(try database.query(CountUnpublished()) == [0])
        await house.stop()
    }

    /// A gateway that may not read what it shows is not ready, for as long as that is so.
    private func checkReadiness(_ house: SplitStack) async throws {
        let database = try house.database()
        defer { database.close() }
        func isReady() async throws -> Bool {
            try await Client(url: house.urls[0]).call("GET", "/health/ready").status == 200
        }
        for table in ["payment.payment", "wallet.entry", "webhook.delivery"] {
            try database.execute(script: "REVOKE SELECT ON \(table) FROM giro_reader")
            #expect(try await eventually { try await !isReady() }, "\(table)")
            try database.execute(script: "GRANT SELECT ON \(table) TO giro_reader")
        }
        #expect(try await eventually { try await isReady() })
    }

    private func open(_ house: SplitStack) async throws -> Client {
        var client = Client(url: house.urls[0])
        let answer = try await client.call("POST", "/v1/register", ["email": "ann@example.org"])
        client.token = answer.texts["tokens.access_token"]
        client.account = answer.texts["account_id"] ?? ""
        let known = client
        let opened = try await eventually(within: .seconds(40)) {
            try await known.account(known.account)["state"] == "open"
        }
        #expect(opened)
        return client
    }
}

private struct CountUnpublished: Statement {
    static let sql = "SELECT (SELECT count(*) FROM gateway.outbox) + (SELECT count(*) FROM identity.outbox)"
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
