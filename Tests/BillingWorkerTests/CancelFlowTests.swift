import BillerSimulator
import BillingWorker
import Curl
import Lane
import Messages
import Payments
import Testing

/// Handler, connector and simulator together, with cancellations at any moment and crashes.
@Suite("Cancelling on the way to the biller", .serialized)
struct CancelFlowTests {
    private static let rules: [Rule] = [
        Rule(Match(billPrefix: "REF-"), .refuse(reason: "already_paid")),
        Rule(Match(billPrefix: "LATE-"), .late(milliseconds: 500)),
        Rule(Match(billPrefix: "ERR-"), .error5xx(times: 3)),
        Rule(Match(billPrefix: "DROP-"), .dropAfter(times: 2)),
    ]
    private static let deaf = "http://127.0.0.1:1"
    private static let prefixes = ["OK-", "REF-", "LATE-", "ERR-", "DROP-", "ERR-"]

    @Test("a payment fails as cancelled exactly when its biller has not been paid", arguments: [1, 2, 3, 4])
    func neverBoth(seed: UInt64) async throws {
        try await BillerSimulator.running(SimulatorConfiguration(rules: Rules(Self.rules))) { simulator, base in
            let configuration = ConnectorConfiguration(
                requestTimeout: .milliseconds(200), breakerFailures: 1_000, breakerOpenFor: .milliseconds(50))
            let desk = try Desk(
                connector: HTTPBillerConnector(client: CurlClient(), configuration: configuration),
                unseenAfter: .milliseconds(600))
            try desk.run(announced("biller:power", endpoint: "\(base)/billers/power"))
            // Nobody listens there: what goes there is never ordered.
            try desk.run(announced("biller:deaf", endpoint: Self.deaf))
            let samples = (0..<72).map { Self.sample($0) }
            try await run(desk, samples, seed: seed)

            var cancelled = 0
            let paid = Set(simulator.report().payments.filter { $0.status == .accepted }.map(\.payment))
            for sample in samples {
                let events = desk.published.filter { $0.subject == sample.payment.description }
                #expect(events.count == 1, "\(sample.bill ?? "") \(sample.payee)")
                #expect((events.first?.topic == BillPaid.topic) == paid.contains(sample.payment.description))
                if try desk.invoice(sample.payment)?.reason == "cancelled" { cancelled += 1 }
            }
            #expect(cancelled >= 8, "those that nobody could be asked about, at least")
        }
    }

    private static func sample(_ number: Int) -> Sample {
        let payee = number % 9 == 8 ? "biller:deaf" : "biller:power"
        return Sample(payee: payee, amountMinor: 1_000 + Int64(number), bill: "\(prefixes[number % 6])\(number)")
    }

    /// Debits come bit by bit, cancellations of two thirds and of all that nobody answers at any time; what every third
    /// round's calls end with is lost, as by a crash.
    private func run(_ desk: Desk, _ samples: [Sample], seed: UInt64) async throws {
        var random = Shuffler(state: seed)
        var debits = samples.shuffled(using: &random)
        var cancels = samples.filter {
            $0.payee == "biller:deaf" || Int.random(in: 0..<3, using: &random) > 0
        }.shuffled(using: &random)
        let deadline = ContinuousClock.now + .seconds(120)
        var round = 0
        repeat {
            try #require(.now < deadline)
            round += 1
            var messages = try debits.prefix(12).map { try $0.message() }
            messages += cancels.prefix(6).map { .cancelRequested(PaymentCancelRequested(payment: $0.payment)) }
            debits = Array(debits.dropFirst(12))
            cancels = Array(cancels.dropFirst(6))
            try desk.run(messages.shuffled(using: &random).map { .message($0, desk.origin()) })
            let waiting = desk.calls.values.filter { $0.place == .inside }
            if !waiting.isEmpty { try desk.run(waiting.map { .due($0) }) }
            let ended = await perform(desk, recovered: round % 3 == 1)
            if round % 3 == 0 { continue }
            desk.now += 200_000
            if !ended.isEmpty { try desk.run(ended.map { .done($0.0, $0.1) }) }
        } while !desk.calls.isEmpty || !debits.isEmpty || !cancels.isEmpty
    }

    private func perform(_ desk: Desk, recovered: Bool) async -> [(Call, BillerOutcome)] {
        let worker = desk.worker
        return await withTaskGroup(of: (Call, BillerOutcome).self) { group in
            for var call in desk.calls.values where call.place == .outside {
                // Whether an order went to the deaf one could never be known after a crash.
                let isDeaf = BillerInstruction(callBody: call.body)?.endpoint == Self.deaf
                call.recovered = recovered && !isDeaf
                group.addTask { [call] in (call, await worker.perform(call)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}

/// SplitMix64.
private struct Shuffler: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
