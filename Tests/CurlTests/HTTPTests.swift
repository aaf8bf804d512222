import BillerSimulator
import Curl
import Testing

@Suite("HTTP against a real server")
struct HTTPTests {
    private let client = CurlClient(maximumConcurrent: 8)

    @Test("an answer has its status, headers and body, whatever the status is")
    func answers() async throws {
        try await BillerSimulator.running { _, base in
            let found = try await client.perform(HTTPRequest(url: base + "/ledger"))
            #expect(found.status == 200)
            #expect(found.header("Content-Type") == "application/json")
            #expect(String(decoding: found.body, as: UTF8.self) == #"{"payments":[]}"#)
            let missing = try await client.perform(HTTPRequest(url: base + "/nowhere"))
            #expect(missing.status == 404)
        }
    }

    @Test("a body and headers arrive as they were given")
    func sendsBodies() async throws {
        try await BillerSimulator.running { simulator, base in
            let answer = try await client.perform(.payment(1, base: base))
            #expect(answer.status == 201)
            #expect(simulator.report().payments.map(\.effects) == [1])
        }
    }

    @Test("one connection serves requests that follow one another")
    func reusesConnections() async throws {
        try await BillerSimulator.running { _, base in
            for number in 1...20 { _ = try await client.perform(.payment(number, base: base)) }
            let sockets = try ClientSockets.count(to: base)
            #expect(sockets == 1)
        }
    }

    @Test("no more connections are opened than transfers are allowed at once")
    func boundsConcurrency() async throws {
        try await BillerSimulator.running(Rule(.late(milliseconds: 20))) { _, base in
            let narrow = CurlClient(maximumConcurrent: 3)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...30 {
                    group.addTask { try await narrow.perform(.payment(number, base: base)).status }
                }
                for try await status in group { #expect(status == 201) }
            }
            let sockets = try ClientSockets.count(to: base)
            #expect(sockets <= 3)
        }
    }

    @Test("a call beyond the allowed number of waiting ones fails at once as overloaded")
    func refusesOverload() async throws {
        try await BillerSimulator.running(Rule(.never)) { simulator, base in
            let narrow = CurlClient(maximumConcurrent: 1, maximumWaiting: 1)
            let first = Task {
                await error { try await narrow.perform(.payment(1, base: base, timeout: .seconds(60))) }
            }
            try await eventually { simulator.report().payments.count == 1 }
            // One of two finds the only place in the line taken, unless they come after each other.
            try await eventually {
                async let second = error {
                    try await narrow.perform(.payment(2, base: base, timeout: .milliseconds(300)))
                }
                async let third = error {
                    try await narrow.perform(.payment(3, base: base, timeout: .milliseconds(300)))
                }
                return await Set([second?.code, third?.code]) == [.timedOut, .overloaded]
            }
            first.cancel()
            #expect(await first.value?.code == .cancelled)
            #expect(simulator.report().payments.count == 1)
        }
    }

    @Test("a longer answer than allowed is an error and not transient")
    func boundsAnswers() async throws {
        try await BillerSimulator.running { _, base in
            for number in 1...20 { _ = try await client.perform(.payment(number, base: base)) }
            let failure = await error {
                try await client.perform(HTTPRequest(url: base + "/ledger", maximumResponseBytes: 100))
            }
            #expect(failure?.code == .responseTooLarge)
            #expect(failure?.isTransient == false)
        }
    }

    @Test("a server that does not answer in time is a time-out that may have had an effect")
    func timesOut() async throws {
        try await BillerSimulator.running(Rule(.never)) { _, base in
            let start = ContinuousClock.now
            let failure = await error {
                try await client.perform(.payment(1, base: base, timeout: .milliseconds(200)))
            }
            #expect(failure?.code == .timedOut)
            #expect(failure?.mayHaveTakenEffect == true)
            #expect(start.duration(to: .now) < .seconds(30))
        }
    }

    @Test("waiting for a free place counts into the deadline, and nothing was sent then")
    func timesOutWaiting() async throws {
        try await BillerSimulator.running(Rule(.never)) { simulator, base in
            let narrow = CurlClient(maximumConcurrent: 1)
            let first = Task {
                await error { try await narrow.perform(.payment(1, base: base, timeout: .seconds(60))) }
            }
            try await eventually { simulator.report().payments.count == 1 }
            let second = await error {
                try await narrow.perform(.payment(2, base: base, timeout: .milliseconds(100)))
            }
            #expect(second?.code == .timedOut)
            #expect(second?.mayHaveTakenEffect == false)
            first.cancel()
            #expect(await first.value?.mayHaveTakenEffect == true)
            #expect(simulator.report().payments.count == 1)
        }
    }

    @Test("a refused connection certainly had no effect")
    func refusedConnection() async throws {
        let failure = await error { try await client.perform(.payment(1, base: "http://127.0.0.1:1")) }
        #expect(failure?.code == .connectFailed)
        #expect(failure?.isTransient == true)
        #expect(failure?.mayHaveTakenEffect == false)
    }

    @Test("a request whose kept connection breaks without an answer is not sent again behind the caller's back")
    func neverResends() async throws {
        let drop = Rule(Match(billPrefix: "DROP"), .dropAfter(times: 9))
        try await BillerSimulator.running(drop) { simulator, base in
            for number in 1...5 {
                _ = try await client.perform(.payment(number, base: base))
                let failure = await error {
                    try await client.perform(.payment(100 + number, bill: "DROP", base: base))
                }
                #expect(failure?.code == .connectionLost)
                #expect(failure?.mayHaveTakenEffect == true)
            }
            #expect(simulator.report().payments.allSatisfy { $0.requests == 1 && $0.effects == 1 })
        }
    }

    @Test("two answers to one request: the second is never taken for the answer to the next request")
    func secondAnswers() async throws {
        try await BillerSimulator.running(Rule(.twice)) { _, base in
            for number in 1...50 {
                let answer = try await client.perform(.payment(number, base: base))
                let body = try #require(try AnswerBody(json: answer.body))
                #expect(body.payment == paymentID(number))
                #expect(body.duplicate == nil)
            }
        }
    }
}
