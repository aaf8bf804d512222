import Foundation
import TestSupport
import Testing

@Suite("Histories of a few hundred payments", .serialized)
struct HistoryTests {
    private struct Paid: Equatable {
        let id: String
        let kind: String
        let status: String
        let amountMinor: Int
        let createdAt: String
        let accounts: Set<String>

        init(_ item: [String: String]) {
            id = item["payment_id"] ?? ""
            kind = item["kind"] ?? ""
            status = item["status"] ?? ""
            amountMinor = Int(item["amount_minor"] ?? "") ?? 0
            // Of one length, so that texts sort as the times do.
            let time = (item["created_at"] ?? "").dropLast()
            createdAt = (time.contains(".") ? time : time + ".").padding(toLength: 26, withPad: "0", startingAt: 0)
            accounts = [item["source_account_id"] ?? "", item["destination_account_id"] ?? ""]
        }
    }

    @Test("every filter and both orders give what is meant, page by page, and nothing twice")
    func filters() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann", amount: "1000.00")
        let second = try await ann.call("POST", "/v1/accounts/create", ["account_type": "savings"])
        let savings = try #require(second.texts["account_id"])
        let opened = try await eventually { try await ann.account(savings)["state"] == "open" }
        #expect(opened)
        try await ground.publish(lines(ann.account, savings))
        let done = try await eventually(within: .seconds(60)) {
            let open = try await all(ann, "/v1/payments").filter {
                ["requested", "debited", "paid"].contains($0.status)
            }
            return try await all(ann, "/v1/payments").count == 303 && open.isEmpty
        }
        #expect(done)
        // A request that is heard of after the payment's end still says when the payment began.
        let allRead = try await eventually { try await ground.isRead() }
        #expect(allRead)
        let payments = try await all(ann, "/v1/payments?limit=200")
        #expect(payments.map(\.createdAt) == payments.map(\.createdAt).sorted(by: >), "the latest first")
        #expect(payments.map(\.id) != payments.map(\.id).sorted(by: >), "ids tell nothing of the time here")
        try await eachFilter(ann, savings, payments)
        try await refusals(ann)
        try await accepted(ann, savings)
        await ground.stop()
    }

    /// A few hundred payments with ids that are in no order: transfers, bills, and what must be rejected.
    private func lines(_ account: String, _ savings: String) -> [String] {
        (1...302).map { number in
            let payee = number % 3 == 0 ? "city-water" : number % 7 == 0 ? "nobody" : savings
            let kind = number % 3 == 0 ? #""bill","bill":"B-\#(number)""# : #""transfer""#
            return """
                {"topic":"payment.requested","value":{"payment":"\(UUID().uuidString.lowercased())","kind":\(kind),\
                "payer":"\(account)","payee":"\(payee)","amount_minor":\(number),"currency":"EUR"}}
                """
        }
    }

    private func eachFilter(_ ann: Client, _ savings: String, _ payments: [Paid]) async throws {
        let from = payments[250].createdAt
        let to = payments[50].createdAt
        func time(_ text: String) -> String { text + "Z" }
        let filters: [(String, (Paid) -> Bool)] = [
            ("", { _ in true }), ("status=rejected", { $0.status == "rejected" }),
            ("status=requested", { $0.status == "requested" }), ("kind=bill", { $0.kind == "bill" }),
            ("from=\(time(from))", { $0.createdAt >= from }), ("to=\(time(to))", { $0.createdAt < to }),
            ("from=\(time(from))&to=\(time(to))", { $0.createdAt >= from && $0.createdAt < to }),
            ("account_id=\(savings)", { $0.accounts.contains(savings) }),
            ("min_amount_minor=100", { $0.amountMinor >= 100 }), ("max_amount_minor=100", { $0.amountMinor <= 100 }),
            (
                "min_amount_minor=50&max_amount_minor=250&kind=transfer&status=settled",
                { (50...250).contains($0.amountMinor) && $0.kind == "transfer" && $0.status == "settled" }
            ),
        ]
        for (query, matches) in filters {
            let wanted = payments.filter(matches)
            #expect(query == "status=requested" || !wanted.isEmpty, "\(query) is tried on something")
            for limit in [7, 200] {
                let path = "/v1/payments?limit=\(limit)" + (query.isEmpty ? "" : "&\(query)")
                #expect(try await all(ann, path) == wanted, "\(path)")
                #expect(try await all(ann, path + "&sort=created_at") == wanted.reversed(), "\(path), earliest first")
            }
        }
        let transfers = try await all(ann, "/v1/transactions/history?limit=50&status=settled")
        #expect(transfers == payments.filter { $0.kind != "bill" && $0.status == "settled" })
        let bills = try await all(ann, "/v1/bills/history/\(ann.userID)?limit=50&sort=created_at")
        #expect(bills == payments.filter { $0.kind == "bill" }.reversed())
    }

    private func refusals(_ ann: Client) async throws {
        let next = try #require(try await ann.call("GET", "/v1/payments?limit=2&status=settled").texts["next"])
        #expect(try await ann.call("GET", "/v1/payments?status=settled&limit=9&cursor=\(next)").status == 200)
        for query in [
            "payments?cursor=\(next)", "payments?status=rejected&cursor=\(next)",
            "payments?status=settled&sort=created_at&cursor=\(next)", "bills/history?status=settled&cursor=\(next)",
            "payments?status=settled&min_amount_minor=1&cursor=\(next)", "payments?status=settled&cursor=\(next)A",
            "payments?cursor=0198c0de-0000-7000-8000-000000000002", "payments?cursor=", "payments?status=gone",
            "payments?kind=loan", "transactions/history?kind=bill", "payments?from=yesterday", "payments?sort=amount",
            "payments?min_amount_minor=-1", "payments?max_amount_minor=x", "payments?account_id=",
            "payments?min_amount_minor=5&max_amount_minor=4",
        ] {
            #expect(try await ann.call("GET", "/v1/\(query)").code == "invalid_parameter", "\(query)")
        }
        #expect(try await ann.call("GET", "/v1/payments?account_id=city-water").code == "account_not_found")
    }

    /// What was only just accepted is there too, in the state and place that it has.
    private func accepted(_ ann: Client, _ savings: String) async throws {
        for _ in 0..<5 {
            let made = try await ann.call(
                "POST", "/v1/transactions/create",
                ["source_account_id": ann.account, "destination_account_id": savings, "amount": "0.01"])
            let id = try #require(made.texts["payment_id"])
            let latest = try await all(ann, "/v1/payments?limit=100")
            #expect(latest.first?.id == id && latest.filter { $0.id == id }.count == 1)
            let settled = try await eventually {
                try await ann.call("GET", "/v1/payments/\(id)").texts["status"] == "settled"
            }
            #expect(settled)
            #expect(try await all(ann, "/v1/payments?status=requested").isEmpty)
        }
    }

    private func all(_ client: Client, _ path: String) async throws -> [Paid] {
        var payments: [Paid] = []
        var cursor: String?
        repeat {
            let more = cursor.map { (path.contains("?") ? "&" : "?") + "cursor=\($0)" } ?? ""
            let page = try await client.call("GET", path + more)
            #expect(page.status == 200, "\(path): \(page.text)")
            payments += page.items.map { Paid($0) }
            cursor = page.texts["next"]
        } while cursor != nil && payments.count < 2_000
        return payments
    }
}

extension Reply {
    fileprivate var items: [[String: String]] {
        var items: [Int: [String: String]] = [:]
        for (name, value) in texts where name.hasPrefix("items.") {
            let parts = name.split(separator: ".")
            if parts.count == 3, let index = Int(parts[1]) { items[index, default: [:]][String(parts[2])] = value }
        }
        return items.keys.sorted().compactMap { items[$0] }
    }
}
