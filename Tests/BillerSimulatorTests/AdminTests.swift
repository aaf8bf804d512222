import BillerSimulator
import Curl
import Foundation
import Testing

@Suite("Watching over the simulator")
struct AdminTests {
    private let client = CurlClient()

    @Test("the ledger tells of every payment at every biller, in order")
    func ledger() async throws {
        try await BillerSimulator.running { simulator, base in
            let orders = (1...5).map { _ in Order.sample() }
            for order in orders { _ = try await client.put(order, "\(base)/billers/acme") }
            _ = try await client.put(orders[0], "\(base)/billers/beta")
            let answer = try await client.perform(HTTPRequest(url: "\(base)/ledger"))
            let report = try JSONDecoder().decode(LedgerReport.self, from: Data(answer.body))
            #expect(report == simulator.report())
            let expected = (orders.map { [$0.payment, "acme"] } + [[orders[0].payment, "beta"]])
                .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
            #expect(report.payments.map { [$0.payment, $0.biller] } == expected)
            #expect(report.payments.allSatisfy { $0.effects == 1 && $0.requests == 1 && $0.status == .accepted })
        }
    }

    @Test("rules are read and replaced while it runs; bad ones change nothing")
    func rules() async throws {
        try await BillerSimulator.running(Rule(.twice)) { _, base in
            func rules(_ body: String?) async throws -> (status: Int, rules: Rules?) {
                let answer = try await client.perform(
                    HTTPRequest(
                        method: body == nil ? "GET" : "PUT", url: "\(base)/rules", body: [UInt8]((body ?? "").utf8)))
                return (answer.status, try? JSONDecoder().decode(Rules.self, from: Data(answer.body)))
            }
            #expect(try await rules(nil).rules == Rules([Rule(.twice)]))
            let set = try await rules(#"{"rules":[{"behaviour":"refuse","reason":"expired"}]}"#)
            #expect(set.status == 200)
            #expect(try await rules("{").status == 400)
            #expect(try await rules(#"{"rules":[{"behaviour":"explode"}]}"#).status == 400)
            #expect(try await rules(nil).rules == Rules([Rule(.refuse(reason: "expired"))]))
            #expect(try await client.put(.sample(), base).status == 422)
        }
    }

    @Test("the seeds' rules are rules")
    func seeds() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let file = try Data(contentsOf: root.appending(path: "seeds/biller-rules.json"))
        #expect(try JSONDecoder().decode(Rules.self, from: file).rules.count > 5)
    }
}
