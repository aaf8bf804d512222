import Foundation
import TestSupport
import Testing

@Suite("Pages lead on with all that was asked for", .serialized)
struct PagingTests {
    @Test("Link carries filters and format, and a cursor is good for its list, person and account only")
    func links() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann", amount: "50.00")
        let ben = try await ground.person("ben")
        for (index, reference) in ["rent, May", "=1+1", "she said \"hi\"", "plain"].enumerated() {
            let reply = try await ann.call(
                "POST", "/v1/transactions/create",
                [
                    "source_account_id": ann.account, "destination_account_id": ben.account, "reference": reference,
                    "amount_minor": index + 1,
                ], headers: ["Prefer": "wait=20"])
            #expect(reply.texts["status"] == "settled", "\(reply.text)")
        }
        try await statements(ann, ben)
        try await lists(ann, ben)
        try await texts(ann, ben)
        await ground.stop()
    }

    private func statements(_ ann: Client, _ ben: Client) async throws {
        let base = "/v1/accounts/\(ann.account)/statement"
        let first = try await ann.call("GET", base + "?limit=10")
        let from = try #require(first.texts["items.3.timestamp"])
        let to = try #require(first.texts["items.0.timestamp"])
        var path: String? = base + "?from=\(from)&to=\(to)&limit=2"
        var rows: [String] = []
        var pages = 0
        while let asked = path, pages < 5 {
            let page = try await ann.call("GET", asked, headers: pages == 0 ? ["Accept": "text/csv"] : [:])
            #expect(page.header("Content-Type")?.hasPrefix("text/csv") == true, "\(asked)")
            rows += page.text.split(separator: "\r\n").dropFirst().compactMap { $0.split(separator: ",").first }.map {
                String($0)
            }
            path = page.next
            if let path { #expect(path.contains("format=csv") && path.contains("limit=2") && path.contains("from=")) }
            pages += 1
        }
        #expect(rows == ["4", "3", "2"] && pages == 2, "\(rows)")

        let cursor = try #require(try await ann.call("GET", base + "?limit=1").texts["next"])
        #expect(try await ann.call("GET", base + "?limit=3&cursor=\(cursor)").texts["items.0.number"] == "4")
        var changed = Array(cursor)
        changed[20] = changed[20] == "A" ? "B" : "A"
        for path in [
            base + "?from=\(from)&cursor=\(cursor)", base + "?cursor=4", base + "?cursor=\(String(changed))",
            base + "?cursor=\(cursor)A", base + "?cursor=",
        ] {
            #expect(try await ann.call("GET", path).code == "invalid_parameter", "\(path)")
        }
        let other = "/v1/accounts/\(ben.account)/statement?cursor=\(cursor)"
        #expect(try await ben.call("GET", other).code == "invalid_parameter")
    }

    private func lists(_ ann: Client, _ ben: Client) async throws {
        var path: String? = "/v1/payments?kind=transfer&status=settled&min_amount_minor=2&limit=2"
        var amounts: [String] = []
        while let asked = path, amounts.count < 10 {
            let page = try await ann.call("GET", asked)
            amounts += page.list("amount_minor")
            path = page.next
            #expect((path == nil) == (page.texts["next"] == nil))
        }
        #expect(amounts == ["4", "3", "2"])
        let next = try #require(try await ann.call("GET", "/v1/payments?limit=1").texts["next"])
        #expect(try await ben.call("GET", "/v1/payments?cursor=\(next)").code == "invalid_parameter")
        #expect(try await ann.call("GET", "/v1/transactions/history?cursor=\(next)").code == "invalid_parameter")
    }

    /// What a movement was for, what became of it, and nothing that a spreadsheet would calculate.
    private func texts(_ ann: Client, _ ben: Client) async throws {
        let bill = try await ann.call(
            "POST", "/v1/bills/pay",
            ["account_id": ann.account, "service_id": "city-water", "bill_id": "W-7", "amount": "3.00"],
            headers: ["Prefer": "wait=20"])
        #expect(bill.texts["status"] == "settled", "\(bill.text)")
        let base = "/v1/accounts/\(ann.account)/statement"
        let json = try await ann.call("GET", base)
        #expect(json.list("outcome") == Array(repeating: "settled", count: 6), "\(json.text)")
        #expect(json.texts["items.0.bill_id"] == "W-7" && json.texts["items.0.counterparty_name"] == "City Water")
        #expect(
            json.texts["items.1.reference"] == "plain" && json.texts["items.1.counterparty_account_id"] == ben.account)
        let csv = try await ann.call("GET", base + "?format=csv").text
        #expect(csv.contains(",City Water,W-7,\r\n") && csv.contains(",,,\"rent, May\"\r\n"))
        #expect(csv.contains(",,,'=1+1\r\n") && csv.contains(",,,\"she said \"\"hi\"\"\"\r\n"))
        let page = try await ann.call("GET", base + "?format=html").text
        for text in ["City Water", "W-7", "rent, May"] { #expect(page.contains(text), "\(text)") }
    }
}

extension Reply {
    /// The address in `Link` of the next page.
    fileprivate var next: String? {
        guard let link = header("Link"), link.hasSuffix(">; rel=\"next\"") else { return nil }
        return String(link.dropFirst().prefix { $0 != ">" })
    }
}
