import BillerSimulator
import Curl
import Testing

@Suite("The simulated biller's behaviours, over sockets")
struct BehaviourTests {
    private let client = CurlClient()

    @Test("a payment is created once and answered the same ever after")
    func accepts() async throws {
        try await BillerSimulator.running { simulator, base in
            let order = Order.sample()
            #expect(try await client.get(order, base).status == 404)
            let created = try await client.put(order, base)
            #expect(created.status == 201)
            #expect(created.body.status == "accepted" && created.body.payment == order.payment)
            #expect(created.body.amountMinor == 1_250 && created.body.currency == "EUR")
            for _ in 1...3 {
                #expect(try await client.put(order, base).body == created.body)
                let asked = try await client.get(order, base)
                #expect(asked.status == 200 && asked.body == created.body)
            }
            let entry = try #require(simulator.report().payments.first)
            #expect(entry.effects == 1 && entry.requests == 7 && entry.receipt == created.body.receipt)
        }
    }

    @Test("the same payment with another body is a conflict, whatever differs, and has no effect")
    func conflicts() async throws {
        try await BillerSimulator.running { simulator, base in
            let order = Order.sample()
            _ = try await client.put(order, base)
            var others = Array(repeating: order, count: 5)
            others[0].amountMinor = 1
            others[1].currency = "USD"
            others[2].bill = nil
            others[3].account = "wallet:eve"
            others[4].reference = "x"
            for other in others {
                let answer = try await client.put(other, base)
                #expect(answer.status == 409 && answer.body.reason == "idempotency_conflict")
            }
            let entry = try #require(simulator.report().payments.first)
            #expect(entry.effects == 1 && entry.conflicts == 5 && entry.amountMinor == 1_250)
        }
    }

    @Test("a request whose key, path and body do not go together is none")
    func invalid() async throws {
        try await BillerSimulator.running { simulator, base in
            let order = Order.sample()
            let answers = [
                try await client.put(order, base, key: .absent),
                try await client.put(order, base, key: .other("x")),
                try await client.put(order, base, path: "x", key: .other("x")),
                try await client.put(order, base, body: "{}"),
                try await client.put(order, base, body: "no"),
            ]
            #expect(answers.map(\.status) == Array(repeating: 400, count: 5))
            #expect(simulator.report().payments.isEmpty)
        }
    }

    @Test("refuse gives the reason, for good, also after the rules have changed")
    func refuses() async throws {
        try await BillerSimulator.running(Rule(.refuse(reason: "bill_not_found"))) { simulator, base in
            let order = Order.sample()
            for _ in 1...2 {
                let answer = try await client.put(order, base)
                #expect(answer.status == 422)
                #expect(answer.body.status == "refused" && answer.body.reason == "bill_not_found")
                simulator.replace(rules: Rules())
            }
            let asked = try await client.get(order, base)
            #expect(asked.status == 200 && asked.body.status == "refused")
            #expect(simulator.report().payments.map(\.effects) == [0])
        }
    }

    @Test("late does the work although nobody waits for it, and is pending until then")
    func late() async throws {
        try await BillerSimulator.running(Rule(.late(milliseconds: 1_000))) { simulator, base in
            let order = Order.sample()
            let start = ContinuousClock.now
            #expect(try await client.put(order, base).status == 201)
            #expect(start.duration(to: .now) >= .seconds(1))
            let given = Order.sample()
            try await client.giveUp(on: given, base) { simulator.report().payments.count == 2 }
            try await eventually { try await client.get(given, base).body.status == "accepted" }
            #expect(simulator.report().payments.map(\.effects) == [1, 1])
        }
    }

    @Test("pending is what is heard while late work is not done")
    func pending() async throws {
        try await BillerSimulator.running(Rule(.late(milliseconds: 300_000))) { simulator, base in
            let order = Order.sample()
            try await client.giveUp(on: order, base) { simulator.report().payments.count == 1 }
            let asked = try await client.get(order, base)
            #expect(asked.status == 200 && asked.body.status == "pending" && asked.body.receipt == nil)
        }
    }

    @Test("error5xx fails so many requests about each payment without doing anything")
    func fails() async throws {
        try await BillerSimulator.running(Rule(.error5xx(times: 3))) { simulator, base in
            for order in [Order.sample(), .sample()] {
                let answers = [
                    try await client.put(order, base), try await client.get(order, base),
                    try await client.put(order, base), try await client.get(order, base),
                    try await client.put(order, base),
                ]
                #expect(answers.map(\.status) == [503, 503, 503, 404, 201])
            }
            #expect(simulator.report().payments.map(\.effects) == [1, 1])
        }
    }

    @Test("drop_after does the work, then closes the connection without a byte of an answer")
    func drops() async throws {
        try await BillerSimulator.running(Rule(.dropAfter(times: 2))) { simulator, base in
            let order = Order.sample()
            let wire = try await RawConnection.exchange(order, base)
            #expect(wire == "")
            #expect(simulator.report().payments.map(\.effects) == [1])
            await #expect(throws: CurlError.self) { try await client.get(order, base) }
            #expect(try await client.get(order, base).body.status == "accepted")
            #expect(simulator.report().payments.map(\.effects) == [1])
        }
    }

    @Test("twice writes two whole answers to one request, the second with another receipt and marked")
    func twice() async throws {
        try await BillerSimulator.running(Rule(.twice)) { simulator, base in
            let order = Order.sample()
            let wire = try await RawConnection.exchange(order, base)
            let answers = wire.components(separatedBy: "HTTP/1.1 201 Created\r\n").dropFirst()
            #expect(answers.count == 2)
            #expect(answers.first?.contains("\"receipt\":\"R-\(order.payment)\"") == true)
            #expect(answers.last?.contains("\"receipt\":\"R-\(order.payment)-2\"") == true)
            #expect(answers.map { $0.contains("\"duplicate\":true") } == [false, true])
            #expect(!wire.contains("x-simulator"))
            let again = try await client.put(order, base)
            #expect(again.status == 200 && again.body.duplicate == true)
            #expect(simulator.report().payments.map(\.effects) == [1])
        }
    }

    @Test("never holds the request without doing anything, until the rules let it go or its time is over")
    func never() async throws {
        let configuration = SimulatorConfiguration(rules: Rules([Rule(.never)]), hold: .milliseconds(100))
        try await BillerSimulator.running(configuration) { simulator, base in
            let order = Order.sample()
            let start = ContinuousClock.now
            let wire = try await RawConnection.exchange(order, base)
            #expect(wire == "")
            #expect(start.duration(to: .now) >= .milliseconds(100))
            await #expect(throws: CurlError.self) { try await client.get(order, base) }
            #expect(simulator.report().payments.map(\.effects) == [0])
            simulator.replace(rules: Rules())
            #expect(try await client.put(order, base).status == 201)
        }
    }

    @Test("a simulator that holds requests stops all the same")
    func stops() async throws {
        let base = try await BillerSimulator.running(Rule(.never)) { simulator, base in
            let hanging = Task { try await client.put(Order.sample(), base, timeout: .seconds(300)) }
            try await eventually { simulator.report().payments.count == 1 }
            return (base, hanging)
        }
        await #expect(throws: CurlError.self) { try await base.1.value }
        await #expect(throws: CurlError.self) { try await client.get(Order.sample(), base.0) }
    }

    @Test("more payments than allowed are not taken, known ones still are")
    func bounded() async throws {
        let configuration = SimulatorConfiguration(maximumPayments: 2)
        try await BillerSimulator.running(configuration) { simulator, base in
            let orders = (1...3).map { _ in Order.sample() }
            var statuses: [Int] = []
            for order in orders + orders { statuses.append(try await client.put(order, base).status) }
            #expect(statuses == [201, 201, 507, 200, 200, 507])
            #expect(simulator.report().payments.count == 2)
        }
    }
}
