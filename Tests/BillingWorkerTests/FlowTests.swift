import BillerSimulator
import BillingWorker
import CloudEvents
import Curl
import Lane
import Messages
import Payments
import Testing

/// Handler, connector and simulator together, with crashes between performing a call and recording its end.
@Suite("From the debit to the biller and back")
struct FlowTests {
    private static let rules: [Rule] = [
        Rule(Match(billPrefix: "REF-"), .refuse(reason: "already_paid")),
        Rule(Match(billPrefix: "LATE-"), .late(milliseconds: 600)),
        Rule(Match(billPrefix: "ERR-"), .error5xx(times: 3)),
        Rule(Match(billPrefix: "DROP-"), .dropAfter(times: 2)),
        Rule(Match(billPrefix: "TWICE-"), .twice),
    ]

    @Test(
        "every payment gets the outcome that its biller gave, once, and no biller is paid twice", arguments: [0, 1, 2])
    func everything(crashes: Int) async throws {
        try await BillerSimulator.running(SimulatorConfiguration(rules: Rules(Self.rules))) { simulator, base in
            let client = CurlClient()
            let configuration = ConnectorConfiguration(
                requestTimeout: .milliseconds(250), breakerFailures: 4, breakerOpenFor: .milliseconds(50))
            let desk = try Desk(connector: HTTPBillerConnector(client: client, configuration: configuration))
            let prefixes = ["OK-", "REF-", "LATE-", "ERR-", "DROP-", "TWICE-"]
            let samples = (0..<60).map { number in
                Sample(
                    payee: "biller:\(number % 5)", amountMinor: Int64(1_000 + number),
                    bill: prefixes[number % 6] + "\(number)")
            }
            try desk.run(
                try (0..<5).map {
                    .message(try announced("biller:\($0)", endpoint: "\(base)/billers/\($0)"), desk.origin())
                })
            try desk.run(try (samples + samples.prefix(10)).map { .message(try $0.message(), desk.origin()) })
            try await settle(desk, crashes: crashes)

            let told = Dictionary(grouping: desk.published, by: \.subject)
            for sample in samples {
                let isRefused = sample.bill?.hasPrefix("REF-") == true
                let events = try #require(told[sample.payment.description])
                #expect(events.count == 1)
                #expect(events.first?.topic == (isRefused ? BillFailed.topic : BillPaid.topic))
            }
            let ledger = simulator.report().payments
            #expect(ledger.count == samples.count)
            #expect(ledger.allSatisfy { $0.effects == ($0.status == .accepted ? 1 : 0) && $0.conflicts == 0 })
            #expect(ledger.map(\.amountMinor).reduce(0, +) == samples.map(\.amountMinor).reduce(0, +))
        }
    }

    /// Performs calls until none is left. In the first `crashes` rounds their ends are lost, as by a crash, and the
    /// calls come back as recovered ones.
    private func settle(_ desk: Desk, crashes: Int) async throws {
        var round = 0
        let deadline = ContinuousClock.now + .seconds(120)
        while !desk.calls.isEmpty {
            try #require(.now < deadline)
            let waiting = desk.calls.values.filter { $0.place == .inside }
            if !waiting.isEmpty { try desk.run(waiting.map { .due($0) }) }
            let worker = desk.worker
            let ended = await withTaskGroup(of: (Call, BillerOutcome).self) { group in
                for var call in desk.calls.values {
                    call.recovered = (1...max(crashes, 1)).contains(round) && crashes > 0
                    group.addTask { [call] in (call, await worker.perform(call)) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            round += 1
            if round <= crashes { continue }
            try desk.run(ended.map { .done($0.0, $0.1) })
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
