import BillerSimulator
import BillingWorker
import Curl
import Payments
import Testing

@Suite("Calling billers over HTTP, against the simulator")
struct ConnectorTests {
    private let client = CurlClient()

    private func connector(_ change: (inout ConnectorConfiguration) -> Void = { _ in }) -> HTTPBillerConnector {
        var configuration = ConnectorConfiguration(requestTimeout: .seconds(60))
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

    @Test("only asked: unseen before an order, what became of it afterwards, and nothing is ever ordered")
    func onlyAsks() async throws {
        let rules = Rules([Rule(Match(billPrefix: "REF-"), .refuse(reason: "expired"))])
        try await BillerSimulator.running(SimulatorConfiguration(rules: rules)) { simulator, base in
            let taken = try Sample().instruction(endpoint: base)
            let refused = try Sample(bill: "REF-1").instruction(endpoint: base)
            for instruction in [taken, refused] { #expect(await connector().ask(instruction) == .unseen) }
            #expect(simulator.report().payments.isEmpty)
            for instruction in [taken, refused] { _ = await connector().pay(instruction, asksFirst: false) }
            #expect(await connector().ask(taken) == .accepted(receipt: "R-\(taken.payment)"))
            #expect(await connector().ask(refused) == .refused(.expired))
            let nobody = try Sample().instruction(endpoint: "http://127.0.0.1:1")
            #expect(await connector().ask(nobody) == .unknown(BillerDoubt("connect_failed")))
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

    @Test("late: a time-out is unknown and may have been sent; asking finds it pending")
    func timedOut() async throws {
        try await BillerSimulator.running(Rule(.late(milliseconds: 300_000))) { simulator, base in
            let hasty = connector { $0.requestTimeout = .milliseconds(300) }
            let instruction = try Sample().instruction(endpoint: base)
            let sent = BillerOutcome.unknown(BillerDoubt("timed_out", wasSent: true))
            try await eventually { await hasty.pay(instruction, asksFirst: false) == sent }
            try await eventually { simulator.report().payments.map(\.effects) == [1] }
            #expect(await connector().pay(instruction, asksFirst: true) == .unknown(BillerDoubt("pending")))
        }
    }

    @Test("late: who waits hears, and who gave up finds it done later")
    func late() async throws {
        try await BillerSimulator.running(Rule(.late(milliseconds: 500))) { simulator, base in
            let patient = try Sample().instruction(endpoint: base)
            #expect(await connector().pay(patient, asksFirst: false) == .accepted(receipt: "R-\(patient.payment)"))
            let hasty = try Sample().instruction(endpoint: base)
            _ = await connector { $0.requestTimeout = .milliseconds(100) }.pay(hasty, asksFirst: false)
            try await eventually {
                await connector().pay(hasty, asksFirst: true) == .accepted(receipt: "R-\(hasty.payment)")
            }
            #expect(simulator.report().payments.map(\.effects) == [1, 1])
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

    @Test("a failing biller is left alone, and others are not concerned")
    func breakerOpens() async throws {
        try await BillerSimulator.running(Rule(Match(biller: "bad"), .error5xx(times: 1_000))) { simulator, base in
            let connector = connector {
                $0.breakerFailures = 3
                $0.breakerOpenFor = .seconds(300)
            }
            let bad = "\(base)/billers/bad"
            for _ in 1...3 {
                let outcome = await connector.pay(try Sample().instruction(endpoint: bad), asksFirst: false)
                #expect(doubt(outcome)?.code == "http_503")
            }
            for asksFirst in [false, true] {
                let held = doubt(await connector.pay(try Sample().instruction(endpoint: bad), asksFirst: asksFirst))
                #expect(held?.code == "breaker_open" && held?.wasSent == false)
                #expect((held?.retryAfter ?? .zero) > .zero)
            }
            let good = try Sample().instruction(endpoint: "\(base)/billers/good")
            #expect(await connector.pay(good, asksFirst: false) == .accepted(receipt: "R-\(good.payment)"))
            #expect(simulator.report().payments.count == 4)
        }
    }

    @Test("a biller that works again is called again")
    func breakerCloses() async throws {
        try await BillerSimulator.running(Rule(.error5xx(times: 1_000))) { simulator, base in
            let connector = connector {
                $0.breakerFailures = 1
                $0.breakerOpenFor = .milliseconds(100)
            }
            let instruction = try Sample().instruction(endpoint: base)
            #expect(doubt(await connector.pay(instruction, asksFirst: false))?.code == "http_503")
            simulator.replace(rules: Rules())
            let accepted = BillerOutcome.accepted(receipt: "R-\(instruction.payment)")
            try await eventually { await connector.pay(instruction, asksFirst: true) == accepted }
            #expect(await connector.pay(instruction, asksFirst: true) == accepted)
        }
    }

    @Test("calls beyond a biller's places and line are tried later; a place comes free with the call's end")
    func busy() async throws {
        try await BillerSimulator.running(Rule(Match(billPrefix: "HANG"), .never)) { simulator, base in
            let connector = connector {
                $0.requestTimeout = .seconds(300)
                $0.concurrentPerBiller = 1
                $0.waitingPerBiller = 0
            }
            let hanging = try Sample(bill: "HANG").instruction(endpoint: base)
            let first = Task { await connector.pay(hanging, asksFirst: false) }
            try await eventually { simulator.report().payments.count == 1 }
            let second = try Sample().instruction(endpoint: base)
            #expect(
                await connector.pay(second, asksFirst: false) == .unknown(BillerDoubt("biller_busy", wasTried: false)))
            first.cancel()
            #expect(await first.value == .unknown(BillerDoubt("cancelled", wasSent: true)))
            #expect(await connector.pay(second, asksFirst: false) == .accepted(receipt: "R-\(second.payment)"))
        }
    }
}
