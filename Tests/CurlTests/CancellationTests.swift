import BillerSimulator
import Curl
import Testing

@Suite("Ending transfers early")
struct CancellationTests {
    @Test("cancelling the task ends the transfer at once and frees its place")
    func cancelsTransfers() async throws {
        try await BillerSimulator.running(Rule(Match(billPrefix: "HANG"), .never)) { simulator, base in
            let client = CurlClient(maximumConcurrent: 1)
            let task = Task {
                await error {
                    try await client.perform(.payment(1, bill: "HANG", base: base, timeout: .seconds(300)))
                }
            }
            try await eventually { simulator.report().payments.count == 1 }
            let start = ContinuousClock.now
            task.cancel()
            let failure = await task.value
            #expect(failure?.code == .cancelled)
            #expect(failure?.mayHaveTakenEffect == true)
            #expect(start.duration(to: .now) < .seconds(60))
            #expect(try await client.perform(.payment(2, base: base)).status == 201)
        }
    }

    @Test("a task cancelled before its call sends nothing")
    func cancelledBefore() async throws {
        try await BillerSimulator.running { simulator, base in
            let client = CurlClient()
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await error { try await client.perform(.payment(1, base: base)) }
            }
            task.cancel()
            let failure = await task.value
            #expect(failure?.code == .cancelled)
            #expect(failure?.mayHaveTakenEffect == false)
            #expect(simulator.report().payments.isEmpty)
        }
    }

    @Test("shutdown fails what is under way and everything after it, and can be repeated")
    func shutsDown() async throws {
        try await BillerSimulator.running(Rule(.never)) { simulator, base in
            let client = CurlClient(maximumConcurrent: 1)
            let tasks = (1...3).map { number in
                Task {
                    await error { try await client.perform(.payment(number, base: base, timeout: .seconds(300))) }
                }
            }
            try await eventually { simulator.report().payments.count == 1 }
            client.shutdown()
            for task in tasks { #expect(await task.value?.code == .shutDown) }
            client.shutdown()
            let late = await error { try await client.perform(.payment(4, base: base)) }
            #expect(late?.code == .shutDown)
        }
    }

    @Test("a client that nobody holds any more ends its thread")
    func endsWithItsOwner() async throws {
        func threads() throws -> Int { try ThreadNames.all().count { $0 == "curl-short" } }
        do {
            let client = CurlClient(name: "curl-short")
            _ = await error { try await client.perform(HTTPRequest(url: "http://127.0.0.1:1/")) }
            #expect(try threads() == 1)
        }
        #expect(try threads() == 0)
    }
}
