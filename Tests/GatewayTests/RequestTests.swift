import Foundation
import TestSupport
import Testing

@Suite("Requests, one by one and again", .serialized)
struct RequestTests {
    @Test("an Idempotency-Key gives the same answer from every process, and moves money once")
    func idempotency() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let ben = try await ground.person("ben")
        let transfer: [String: Any] = [
            "source_account_id": ann.account, "destination_account_id": ben.account, "amount": "10.00",
        ]
        let key = ["Idempotency-Key": "order-1"]
        let first = try await ann.call("POST", "/v1/transactions/create", transfer, headers: key)
        #expect(first.status == 202)
        // Visible to the same caller at once, whether or not the workers have heard of it.
        let address = try #require(first.header("Location"))
        #expect(try await ann.call("GET", address).texts["payment_id"] == first.texts["payment_id"])
        #expect(try await ann.call("GET", "/v1/payments").texts["items.0.payment_id"] == first.texts["payment_id"])

        let (process, url) = try await ground.startGateway()
        var elsewhere = Client(url: url)
        elsewhere.token = ann.token
        for client in [ann, elsewhere] {
            let again = try await client.call("POST", "/v1/transactions/create", transfer, headers: key)
            #expect(again.status == 202 && again.text == first.text)
            #expect(again.header("Idempotency-Replayed") == "true")
            var other = transfer
            other["amount"] = "11.00"
            let conflict = try await client.call("POST", "/v1/transactions/create", other, headers: key)
            #expect(conflict.status == 409 && conflict.code == "idempotency_conflict")
        }
        try await manyAtOnce(ann, ben)
        process.signal(SIGTERM)
        #expect(await process.exitCode(within: .seconds(30)) == 0)
        await ground.stop()
    }

    /// Twenty requests with one key at one time: one payment.
    private func manyAtOnce(_ ann: Client, _ ben: Client) async throws {
        let body = try JSONSerialization.data(withJSONObject: [
            "source_account_id": ann.account, "destination_account_id": ben.account, "amount": "5.00",
        ])
        let payments = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let answer = try await ann.send(
                        "POST", "/v1/transactions/create", body,
                        headers: ["Idempotency-Key": "order-2", "Prefer": "wait=10"])
                    return (answer.status, answer.texts["payment_id"])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(payments.allSatisfy { [200, 202, 409].contains($0.0) }, "\(payments)")
        #expect(Set(payments.compactMap(\.1)).count == 1)
        let settled = try await eventually { try await ann.account(ann.account)["balance"] == "85.00" }
        #expect(settled, "10.00 and 5.00 once each")
    }

    @Test("bad bodies, amounts, parameters and methods are refused with their own codes")
    func refusals() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        func transfer(_ change: [String: Any]) async throws -> Reply {
            let body: [String: Any] = [
                "source_account_id": ann.account, "destination_account_id": "x", "amount": "1.00",
            ]
            return try await ann.call("POST", "/v1/transactions/create", body.merging(change) { $1 })
        }
        let amounts: [Any] = [1.00, 100, "1,00", "-1.00", "1.001", "1e2", " 1", "", "0", "99999999999999999999", "NaN"]
        for amount in amounts {
            let reply = try await transfer(["amount": amount])
            #expect(reply.status == 422 && reply.texts["field"] == "amount", "\(amount): \(reply.text)")
        }
        #expect(try await transfer(["amount_minor": 101]).texts["field"] == "amount_minor")
        #expect(try await transfer(["amount_minor": 100]).status == 202)
        #expect(try await transfer(["ammount": "1.00"]).code == "unknown_field")
        #expect(try await transfer(["currency": "XYZ"]).texts["field"] == "currency")
        #expect(try await transfer(["reference": "a\nb"]).texts["field"] == "reference")

        let post = "/v1/transactions/create"
        #expect(try await ann.send("POST", post, Data("[1]".utf8)).code == "invalid_json")
        #expect(try await ann.send("POST", post, Data("{".utf8)).code == "invalid_json")
        #expect(try await ann.send("POST", post, Data(count: 70_000)).code == "body_too_large")
        let text = try await ann.send("POST", post, Data("{}".utf8), headers: ["Content-Type": "text/plain"])
        #expect(text.code == "unsupported_media_type")
        let key = try await ann.call("POST", post, [:], headers: ["Idempotency-Key": "a b"])
        #expect(key.code == "invalid_idempotency_key")
        #expect(try await ann.call("GET", "/v1/payments?limit=0").code == "invalid_parameter")
        #expect(try await ann.call("GET", "/v1/payments?cursor=x").code == "invalid_parameter")
        #expect(try await ann.call("GET", "/v1/nothing").code == "not_found")
        let method = try await ann.call("DELETE", "/v1/accounts")
        #expect(method.status == 405 && method.header("Allow") == "GET, HEAD, OPTIONS")
        #expect(method.header("Content-Type") == "application/problem+json")
        await ground.stop()
    }

    @Test("pages join without a gap, a statement adds up, and an unchanged answer is not sent again")
    func reading() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let ben = try await ground.funded("ben")
        for amount in 1...5 {
            let reply = try await ann.call(
                "POST", "/v1/transactions/create",
                [
                    "source_account_id": ann.account, "destination_account_id": ben.account, "amount_minor": amount,
                ], headers: ["Prefer": "wait=20"])
            #expect(reply.texts["status"] == "settled", "\(reply.text)")
        }
        var seen: [String] = []
        var cursor: String?
        repeat {
            let reply = try await ann.call("GET", "/v1/payments?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
            seen += (0..<2).compactMap { reply.texts["items.\($0).payment_id"] }
            cursor = reply.texts["next"]
        } while cursor != nil
        #expect(seen.count == 6 && Set(seen).count == 6)

        let csv = try await ann.call("GET", "/v1/accounts/\(ann.account)/statement", headers: ["Accept": "text/csv"])
        let lines = csv.text.split(separator: "\r\n")
        #expect(lines.count == 7 && lines[1].hasPrefix("6,") && lines[1].contains(",-0.05,99.85,EUR"))
        #expect(lines[1].contains(ben.account))
        #expect(
            try await ann.call("GET", "/v1/accounts/\(ann.account)/statement?to=2020-01-01T00:00:00Z").texts.count == 1)

        let path = "/v1/accounts/\(ann.account)/balance"
        let tag = try #require(try await ann.call("GET", path).header("ETag"))
        #expect(try await ann.call("GET", path, headers: ["If-None-Match": tag]).status == 304)
        await ground.stop()
    }

    @Test("a person's requests are counted by all processes together, and refused beyond the limit")
    func rates() async throws {
        let ground = try await Ground(set: ["gateway.rate.caller=20", "gateway.rate.address=1000000"])
        let ann = try await ground.person("ann")
        var statuses: [Int] = []
        var last: Reply?
        for _ in 0..<60 {
            let reply = try await ann.call("GET", "/v1/profile")
            statuses.append(reply.status)
            last = reply
        }
        #expect(statuses.contains(429) && statuses.first == 200)
        // A minute may begin in the middle; twice the limit is then the most.
        #expect(statuses.filter { $0 == 200 }.count <= 40)
        #expect(last?.header("RateLimit-Limit") == "20")
        await ground.stop()
    }
}
