import BillerSimulator
import BillingWorker
import Curl
import Payments
import Testing

@Suite("Calling billers over HTTP, against the simulator")
struct ConnectorTests {
    private let client = CurlClient()

    private func connector(_ change: (inout ConnectorConfiguration) -> Void = { _ in }) -> HTTPBillerConnector {
        var configuration = ConnectorConfiguration(requestTimeout: .seconds(5))
        change(&configuration)
        return HTTPBillerConnector(client: client, configuration: configuration)
    }

    private func doubt(_ outcome: BillerOutcome) -> BillerDoubt? {
        if case .unknown(let doubt) = outcome { doubt } else { nil }
    }

    @Test("accept: accepted once, also when ordered and asked about again")
    func accepts() async throws {
        try await BillerSimulator.running { simulator, base in
            let instruction = try Sample().instruction(endpoint: base)
            let receipt = "R-\(instruction.payment)"
            for asksFirst in [false, false, true, true] {
                #expect(await connector().pay(instruction, asksFirst: asksFirst) == .accepted(receipt: receipt))
            }
            #expect(simulator.report().payments.map(\.effects) == [1])
        }
    }

    @Test("never seen: asking first orders afterwards")
    func asksFirst() async throws {
        try await BillerSimulator.running { simulator, base in
            let outcome = await connector().pay(try Sample().instruction(endpoint: base + "/"), asksFirst: true)
            guard case .accepted = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(simulator.report().payments.map(\.requests) == [1])
        }
    }

    @Test("refuse: refused with its reason, however often")
    func refuses() async throws {
        try await BillerSimulator.running(Rule(.refuse(reason: "expired"))) { simulator, base in
            let instruction = try Sample().instruction(endpoint: base)
            for asksFirst in [false, true] {
                #expect(await connector().pay(instruction, asksFirst: asksFirst) == .refused(.expired))
            }
            #expect(simulator.report().payments.map(\.effects) == [0])
        }
    }

    @Test("late: a time-out is unknown and may have been sent; asking later finds pending, then accepted")
    func late() async throws {
        try await BillerSimulator.running(Rule(.late(milliseconds: 1_500))) { simulator, base in
            let connector = connector { $0.requestTimeout = .milliseconds(300) }
            let instruction = try Sample().instruction(endpoint: base)
            let first = await connector.pay(instruction, asksFirst: false)
            #expect(doubt(first) == BillerDoubt("timed_out", wasSent: true))
            #expect(doubt(await connector.pay(instruction, asksFirst: true))?.code == "pending")
            try await Task.sleep(for: .milliseconds(1_400))
            guard case .accepted = await connector.pay(instruction, asksFirst: true) else {
                return #expect(Bool(false), "still not accepted")
            }
            #expect(simulator.report().payments.map(\.effects) == [1])
        }
    }

    @Test("error5xx: unknown while it lasts, then ordered again and accepted")
    func failing() async throws {
        try await BillerSimulator.running(Rule(.error5xx(times: 2))) { simulator, base in
            let instruction = try Sample().instruction(endpoint: base)
            #expect(
                await connector().pay(instruction, asksFirst: false) == .unknown(BillerDoubt("http_503", wasSent: true))
            )
            #expect(await connector().pay(instruction, asksFirst: true) == .unknown(BillerDoubt("http_503")))
            guard case .accepted = await connector().pay(instruction, asksFirst: true) else {
                return #expect(Bool(false), "not accepted")
            }
            #expect(simulator.report().payments.map(\.effects) == [1])
        }
    }

    @Test("drop_after: unknown although the work is done; asking finds it, nothing is done twice")
    func dropping() async throws {
        try await BillerSimulator.running(Rule(.dropAfter(times: 2))) { simulator, base in
            let instruction = try Sample().instruction(endpoint: base)
            let first = await connector().pay(instruction, asksFirst: false)
            #expect(doubt(first) == BillerDoubt("connection_lost", wasSent: true))
            #expect(doubt(await connector().pay(instruction, asksFirst: true))?.wasSent == false)
            guard case .accepted = await connector().pay(instruction, asksFirst: true) else {
                return #expect(Bool(false), "not found")
            }
            #expect(simulator.report().payments.map(\.requests) == [3])
            #expect(simulator.report().payments.map(\.effects) == [1])
        }
    }

    @Test("twice: the second answer on the connection is nobody's")
    func twice() async throws {
        try await BillerSimulator.running(Rule(.twice)) { simulator, base in
            let connector = connector()
            for _ in 1...20 {
                let instruction = try Sample().instruction(endpoint: base)
                let receipt = "R-\(instruction.payment)"
                #expect(await connector.pay(instruction, asksFirst: false) == .accepted(receipt: receipt))
                #expect(await connector.pay(instruction, asksFirst: true) == .accepted(receipt: receipt + "-2"))
            }
            #expect(simulator.report().payments.allSatisfy { $0.effects == 1 })
        }
    }

    @Test("a biller that has the payment with other content is suspicious, not refused")
    func conflict() async throws {
        try await BillerSimulator.running { simulator, base in
            let sample = Sample()
            var other = sample
            other.amountMinor = 1
            _ = await connector().pay(try other.instruction(endpoint: base), asksFirst: false)
            let instruction = try sample.instruction(endpoint: base)
            #expect(doubt(await connector().pay(instruction, asksFirst: false))?.code == "idempotency_conflict")
            let asked = doubt(await connector().pay(instruction, asksFirst: true))
            #expect(asked?.code == "wrong_amount" && asked?.isSuspicious == true)
            #expect(simulator.report().payments.map(\.conflicts) == [1])
        }
    }

    @Test("nobody listens: unknown, and certainly not sent")
    func unreachable() async throws {
        let outcome = await connector().pay(try Sample().instruction(endpoint: "http://127.0.0.1:1"), asksFirst: false)
        #expect(outcome == .unknown(BillerDoubt("connect_failed")))
    }

    @Test("plain http is not called where TLS is required")
    func requiresTLS() async throws {
        try await BillerSimulator.running { simulator, base in
            let connector = connector { $0.requiresTLS = true }
            let outcome = await connector.pay(try Sample().instruction(endpoint: base), asksFirst: false)
            #expect(outcome == .unknown(BillerDoubt("endpoint_without_tls")))
            #expect(simulator.report().payments.isEmpty)
        }
    }

    @Test("a failing biller is left alone for a while, then tried by one call, and others are not concerned")
    func breaker() async throws {
        let rule = Rule(Match(biller: "bad"), .error5xx(times: 1_000))
        try await BillerSimulator.running(rule) { simulator, base in
            let connector = connector {
                $0.breakerFailures = 3
                $0.breakerOpenFor = .milliseconds(400)
            }
            func pay(_ biller: String) async throws -> BillerOutcome {
                await connector.pay(try Sample().instruction(endpoint: "\(base)/billers/\(biller)"), asksFirst: false)
            }
            for _ in 1...3 { #expect(doubt(try await pay("bad"))?.code == "http_503") }
            for _ in 1...3 {
                let held = doubt(try await pay("bad"))
                #expect(held?.code == "breaker_open" && held?.wasSent == false)
                #expect((held?.retryAfter ?? .zero) > .zero)
            }
            guard case .accepted = try await pay("good") else { return #expect(Bool(false), "not accepted") }
            #expect(simulator.report().payments.count == 4)
            simulator.replace(rules: Rules())
            try await Task.sleep(for: .milliseconds(450))
            for _ in 1...2 {
                guard case .accepted = try await pay("bad") else { return #expect(Bool(false), "not closed") }
            }
        }
    }

    @Test("no more calls than allowed are at one biller at once, the rest wait in line or come back later")
    func concurrency() async throws {
        try await BillerSimulator.running(Rule(.late(milliseconds: 200))) { _, base in
            let connector = connector {
                $0.concurrentPerBiller = 2
                $0.waitingPerBiller = 3
            }
            let outcomes = try await withThrowingTaskGroup(of: BillerOutcome.self) { group in
                for _ in 1...10 {
                    group.addTask { await connector.pay(try Sample().instruction(endpoint: base), asksFirst: false) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { doubt($0)?.code == "biller_busy" } == 5)
            #expect(outcomes.count { if case .accepted = $0 { true } else { false } } == 5)
        }
    }

    @Test("cancelling a call that stands in line ends it, and the line goes on")
    func cancellation() async throws {
        let gates = ConcurrencyGates(maximumInside: 1, maximumWaiting: 10)
        #expect(await gates.enter("a"))
        let waiting = Task { await gates.enter("a") }
        let cancelled = Task { await gates.enter("a") }
        try await Task.sleep(for: .milliseconds(50))
        cancelled.cancel()
        #expect(await cancelled.value == false)
        #expect(await gates.enter("b"))
        gates.leave("a")
        #expect(await waiting.value)
        gates.leave("a")
        #expect(await gates.enter("a"))
    }
}
