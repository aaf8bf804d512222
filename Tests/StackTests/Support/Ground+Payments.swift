import Model
import Operations
import Payments
import Settings
import Stack
import TestSupport
import Testing
import WalletWorker

/// The payments of the demo, and what must have become of them.
extension Ground {
    static let payments = 300

    var workload: Workload {
        Workload(seed: SeedFiles.workload.seed, payments: Self.payments, endpoint: simulatorURL)
    }

    /// Publishes the workload and returns in the middle of it.
    func beginPayments(_ settings: Settings) async throws {
        let workload = workload
        try publish(workload.lines(in: .setup), settings)
        #expect(await eventually(within: .seconds(60)) { isQuiet(settings) })
        try publish(workload.lines(in: .funding), settings)
        let funded = workload.lines(in: .funding).reduce(0) { count, _ in count + 1 }
        #expect(try await eventually(within: .seconds(60)) { try finalPayments(settings) >= funded })
        try publish(workload.lines(in: .payments), settings)
        #expect(try await eventually(within: .seconds(60)) { try finalPayments(settings) > funded + 20 })
    }

    /// Sends everything once more, as producers do who have no final answers, and compares with the model.
    func expectTheModel(_ settings: Settings) async throws {
        let report = try await DemoRun(
            settings: settings, payments: Self.payments, simulatorURL: simulatorURL, onProgress: { _ in }
        ).run()
        #expect(report.wrongBalances == [])
        #expect(report.auditFindings == 0)
        for outcome in report.outcomes {
            #expect(outcome.count == outcome.expected, "\(outcome.kind) \(outcome.outcome)")
        }
        #expect(simulator.report().payments.allSatisfy { $0.effects <= 1 })
        let stuck = try StuckReader(settings: settings, olderThan: .zero).read()
        #expect(stuck.payments.map(\.why) == [])
    }

    /// Somebody who was not there before is paid.
    func expectNewPayments(_ settings: Settings) async throws {
        let payment = "0198c0de-0000-7000-8000-0000000000ff"
        let source = try #require(workload.lines(in: .funding).first { _ in true })
        let topup = try #require(String(decoding: source.value, as: UTF8.self).firstMatch(of: /"payer":"([^"]+)"/))
        let currency = try #require(
            String(decoding: source.value, as: UTF8.self).firstMatch(of: /"currency":"([^"]+)"/))
        let account =
            "{\"account\":\"newcomer\",\"action\":\"open\",\"kind\":\"wallet\",\"currency\":\"\(currency.1)\"}"
        try publish([("account.requested", "newcomer", Array(account.utf8))], settings)
        #expect(await eventually(within: .seconds(60)) { isQuiet(settings) })
        let request = """
            {"payment":"\(payment)","kind":"topup","payer":"\(topup.1)","payee":"newcomer","amount_minor":1500,\
            "currency":"\(currency.1)"}
            """
        try publish([("payment.requested", "newcomer", Array(request.utf8))], settings)
        let id = try #require(PaymentID(payment))
        let isSettled = await eventually(within: .seconds(60)) {
            TraceReader(settings: settings).trace(id).summary?.state == "settled"
        }
        #expect(isSettled)
        #expect(try AuditRun(settings: settings).run().status == .done)
    }
}
