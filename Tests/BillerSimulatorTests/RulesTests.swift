import BillerSimulator
import Foundation
import Testing

@Suite("The simulator's rules")
struct RulesTests {
    private let every = """
        {"rules":[
            {"match":{"bill_prefix":"A-"},"behaviour":"refuse","reason":"expired"},
            {"match":{"biller":"acme","currency":"EUR"},"behaviour":"late","ms":1500},
            {"match":{"amount_minor":{"from":10,"to":20}},"behaviour":"error5xx","times":2},
            {"match":{"account":"wallet:ann"},"behaviour":"drop_after","times":3},
            {"match":{"amount_minor":{"from":1000}},"behaviour":"twice"},
            {"match":{"amount_minor":{"to":5}},"behaviour":"never"},
            {"behaviour":"accept"}
        ]}
        """

    private func rules(_ json: String) throws -> Rules {
        try JSONDecoder().decode(Rules.self, from: Data(json.utf8))
    }

    private func behaviour(
        _ rules: Rules, biller: String = "", bill: String = "B", account: String = "wallet:bob",
        amountMinor: Int64 = 100
    ) -> Behaviour {
        let order = Order.sample(bill: bill, account: account, amountMinor: amountMinor)
        return rules.behaviour(for: Instruction(biller: biller, order: order))
    }

    @Test("the first rule that matches counts, and everything can be matched")
    func matches() throws {
        let rules = try rules(every)
        #expect(behaviour(rules, bill: "A-1", account: "wallet:ann") == .refuse(reason: "expired"))
        #expect(behaviour(rules, biller: "acme") == .late(milliseconds: 1_500))
        #expect(
            [9, 10, 20, 21].map { behaviour(rules, amountMinor: $0) }.map(\.name) == [
                "accept", "error5xx", "error5xx", "accept",
            ])
        #expect(behaviour(rules, account: "wallet:ann") == .dropAfter(times: 3))
        #expect(behaviour(rules, amountMinor: 1_000) == .twice)
        #expect(behaviour(rules, amountMinor: 5) == .never)
        #expect(behaviour(rules) == .accept)
        #expect(behaviour(Rules()) == .accept)
    }

    @Test("rules survive the way through JSON")
    func roundTrip() throws {
        let rules = try rules(every)
        let json = String(decoding: try JSONEncoder().encode(rules), as: UTF8.self)
        #expect(try self.rules(json) == rules)
    }

    @Test("times are one unless said")
    func defaults() throws {
        let rules = try rules(#"{"rules":[{"behaviour":"error5xx"},{"behaviour":"drop_after"}]}"#)
        #expect(rules.rules.map(\.behaviour) == [.error5xx(times: 1), .dropAfter(times: 1)])
    }

    @Test(
        "what is no rule is an error",
        arguments: [
            #"{"rules":[{"behaviour":"explode"}]}"#, #"{"rules":[{"behaviour":"refuse"}]}"#,
            #"{"rules":[{"behaviour":"late"}]}"#, #"{"rules":[{}]}"#, "{}", "[]",
        ])
    func invalid(json: String) {
        #expect(throws: DecodingError.self) { try rules(json) }
    }

    @Test("a share takes about that part of all payments, and always the same ones")
    func share() {
        let rules = Rules([Rule(Match(share: 0.3), .twice)])
        let orders = (1...2_000).map { _ in Instruction(order: .sample()) }
        let first = orders.map { rules.behaviour(for: $0) }
        #expect((500...700).contains(first.count { $0 == .twice }))
        #expect(orders.map { rules.behaviour(for: $0) } == first)
        #expect(behaviour(Rules([Rule(Match(share: 0), .twice)])) == .accept)
        #expect(behaviour(Rules([Rule(Match(share: 1), .twice)])) == .twice)
    }
}
