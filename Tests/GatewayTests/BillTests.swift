import Foundation
import TestSupport
import Testing

@Suite("Bills that billers present", .serialized)
struct BillTests {
    @Test("a presented bill is shown, can be paid without its amount, and is then paid")
    func life() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let today = Self.day(0)
        try await ground.present([
            .init("city-water", "W-1", ann.account, 4_000, due: Self.day(20), more: #","description":"Water""#),
            .init("northern-power", "P-1", ann.account, 1_500, due: Self.day(-3)),
            .init("city-water", "W-2", ann.account, 700, due: today),
            .init("city-water", "W-3", ann.account, 900, due: Self.day(30), more: #","withdrawn":true"#),
        ])
        let shown = try await eventually {
            try await ann.call("GET", "/v1/bills").list("bill_id") == ["W-3", "W-1", "W-2", "P-1"]
        }
        #expect(shown)
        let upcoming = try await ann.call("GET", "/v1/bills/upcoming")
        #expect(upcoming.list("bill_id") == ["P-1", "W-2", "W-1"], "the soonest due first")
        #expect(upcoming.list("status") == ["overdue", "due", "due"])
        #expect(upcoming.texts["items.2.amount"] == "40.00" && upcoming.texts["items.2.description"] == "Water")
        #expect(upcoming.texts["items.2.service_provider"] == "City Water")
        #expect(upcoming.texts["items.2.due_date"] == Self.day(20) && upcoming.texts["next"] == nil)
        let summary = try await ann.call("GET", "/v1/accounts/\(ann.account)/summary")
        #expect(summary.texts["upcoming_bills.0.bill_id"] == "P-1" && summary.texts["upcoming_bills.3.bill_id"] == nil)
        try await filters(ann, today)
        try await paying(ground, ann)
        await ground.stop()
    }

    private func filters(_ ann: Client, _ today: String) async throws {
        let before = try await ann.call("GET", "/v1/bills/upcoming?due_before=\(today)")
        #expect(before.list("bill_id") == ["P-1"])
        for (status, bills) in [("due", ["W-1", "W-2"]), ("overdue", ["P-1"]), ("withdrawn", ["W-3"]), ("paid", [])] {
            #expect(try await ann.call("GET", "/v1/bills?status=\(status)").list("bill_id") == bills, "\(status)")
        }
        for (path, all) in [("upcoming?", ["P-1", "W-2", "W-1"]), ("?status=due&", ["W-1", "W-2"])] {
            let base = path.hasPrefix("?") ? "/v1/bills\(path)" : "/v1/bills/\(path)"
            var seen: [String] = []
            var cursor: String?
            repeat {
                let page = try await ann.call("GET", base + "limit=1" + (cursor.map { "&cursor=\($0)" } ?? ""))
                seen += page.list("bill_id")
                cursor = page.texts["next"]
            } while cursor != nil
            #expect(seen == all)
        }
        let next = try #require(try await ann.call("GET", "/v1/bills/upcoming?limit=1").texts["next"])
        for path in [
            "/v1/bills?cursor=\(next)", "/v1/bills/upcoming?due_before=2030-01-01&cursor=\(next)",
            "/v1/bills/upcoming?cursor=x", "/v1/bills/upcoming?due_before=2026-02-30", "/v1/bills?status=settled",
            "/v1/bills/upcoming?account_id=a%20b",
        ] {
            #expect(try await ann.call("GET", path).code == "invalid_parameter", "\(path)")
        }
        #expect(try await ann.call("GET", "/v1/bills?account_id=city-water").code == "account_not_found")
        let own = try await ann.call("GET", "/v1/bills/upcoming?account_id=\(ann.account)&limit=1")
        #expect(own.list("bill_id") == ["P-1"])
    }

    private func paying(_ ground: Ground, _ ann: Client) async throws {
        func pay(_ bill: String, _ more: [String: Any] = [:], service: String = "city-water") async throws -> Reply {
            let body: [String: Any] = ["account_id": ann.account, "service_id": service, "bill_id": bill]
            return try await ann.call(
                "POST", "/v1/bills/pay", body.merging(more) { $1 }, headers: ["Prefer": "wait=20"])
        }
        let paid = try await pay("W-1")
        #expect(paid.texts["status"] == "settled" && paid.texts["amount"] == "40.00", "\(paid.text)")
        let bill = try await ann.call("GET", "/v1/bills?status=paid")
        #expect(bill.list("bill_id") == ["W-1"] && bill.texts["items.0.payment_id"] == paid.texts["payment_id"])
        #expect(try await ann.call("GET", "/v1/bills/upcoming").list("bill_id") == ["P-1", "W-2"])
        #expect(try await pay("W-1").code == "bill_already_paid")
        #expect(try await pay("W-3").code == "bill_withdrawn")
        let unknown = try await pay("W-9")
        #expect(unknown.code == "missing_field" && unknown.texts["field"] == "amount")
        #expect(try await pay("W-2", ["currency": "SEK"]).texts["field"] == "currency")
        #expect(try await pay("P-1").code == "missing_field", "another biller's bill of that number")
        // With an amount the biller decides, also about a bill that nobody presented.
        let given = try await pay("W-9", ["amount": "1.00"])
        #expect(given.texts["status"] == "settled", "\(given.text)")
        try await ground.present([.init("city-water", "W-9", ann.account, 100, due: Self.day(5))])
        let found = try await eventually {
            try await ann.call("GET", "/v1/bills?status=paid").list("bill_id").contains("W-9")
        }
        #expect(found, "what is paid before it is presented is found paid")
    }

    @Test("a stranger sees no bill, an operator does, a program needs the scope")
    func access() async throws {
        let ground = try await Ground()
        let ann = try await ground.person("ann")
        let ben = try await ground.funded("ben")
        try await ground.present([.init("city-water", "W-1", ann.account, 4_000, due: Self.day(1))])
        let shown = try await eventually {
            try await ann.call("GET", "/v1/bills/upcoming/\(ann.userID)").list("bill_id") == ["W-1"]
        }
        #expect(shown)
        for path in ["/v1/bills", "/v1/bills/upcoming"] {
            #expect(try await ben.call("GET", path).list("bill_id").isEmpty)
        }
        #expect(try await ben.call("GET", "/v1/bills/upcoming/\(ann.userID)").code == "person_not_found")
        #expect(try await ben.call("GET", "/v1/bills?account_id=\(ann.account)").code == "account_not_found")
        // Ben's account was not presented the bill, so its amount is not known for it.
        let pay = try await ben.call(
            "POST", "/v1/bills/pay", ["account_id": ben.account, "service_id": "city-water", "bill_id": "W-1"])
        #expect(pay.code == "missing_field")

        try await ground.give("operator", to: "ben")
        var olga = ben
        let login = try await ben.call("POST", "/v1/login", ["username": "ben", "password": "a long password"])
        olga.token = login.texts["access_token"]
        #expect(try await olga.call("GET", "/v1/bills/upcoming/\(ann.userID)").list("bill_id") == ["W-1"])
        #expect(try await olga.call("GET", "/v1/bills/upcoming").list("bill_id").isEmpty)

        var program = ann
        for (scope, code) in [("accounts:read", "scope_not_allowed"), ("payments:read", nil)] {
            let key = try await ann.call("POST", "/v1/keys", ["label": "x", "scopes": [scope]])
            program.token = key.texts["secret"]
            for path in ["/v1/bills", "/v1/bills/upcoming", "/v1/bills/upcoming/\(ann.userID)"] {
                #expect(try await program.call("GET", path).code == code, "\(scope) \(path)")
            }
        }
        await ground.stop()
    }

    /// A day so many days from now, in UTC.
    private static func day(_ offset: Int) -> String {
        let time = Date().addingTimeInterval(Double(offset) * 86_400)
        return String(time.formatted(.iso8601).prefix(10))
    }
}

/// A bill as its biller presents it.
struct PresentedBill {
    let line: String

    init(_ biller: String, _ bill: String, _ customer: String, _ amountMinor: Int, due: String, more: String = "") {
        line = """
            {"topic":"bill.presented","value":{"biller":"\(biller)","bill":"\(bill)","customer":"\(customer)",\
            "amount_minor":\(amountMinor),"currency":"EUR","due_date":"\(due)"\(more)}}
            """
    }
}

extension Ground {
    func present(_ bills: [PresentedBill]) async throws { try await publish(bills.map(\.line)) }

    /// Publishes lines as `giro publish` takes them.
    func publish(_ lines: [String]) async throws {
        let file = directory.appendingPathComponent("lines.ndjson")
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: file)
        let process = try GiroProcess(["publish", file.path], in: directory)
        #expect(await process.exitCode(within: .seconds(30)) == 0, "\(process.output)")
    }
}

extension Reply {
    /// One field of every item, in order.
    func list(_ field: String) -> [String] {
        var values: [String] = []
        while let value = texts["items.\(values.count).\(field)"] { values.append(value) }
        return values
    }
}
