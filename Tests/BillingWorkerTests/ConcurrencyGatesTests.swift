import BillingWorker
import Synchronization
import Testing

@Suite("The line in front of a biller")
struct ConcurrencyGatesTests {
    @Test("never more than allowed are inside, everyone comes through, and the gate is good for more")
    func bounds() async {
        let gates = ConcurrencyGates(maximumInside: 3, maximumWaiting: 1_000)
        let census = Census()
        await withTaskGroup { group in
            for _ in 1...300 {
                group.addTask {
                    #expect(await gates.enter("a"))
                    census.enter()
                    await Task.yield()
                    census.leave()
                    gates.leave("a")
                }
            }
        }
        #expect(census.most <= 3 && census.all == 300)
        for _ in 1...3 { #expect(await gates.enter("a")) }
    }

    @Test("who comes when the line is full is sent away, and other billers have lines of their own")
    func full() async {
        let gates = ConcurrencyGates(maximumInside: 1, maximumWaiting: 0)
        #expect(await gates.enter("a"))
        #expect(await gates.enter("a") == false)
        #expect(await gates.enter("b"))
        gates.leave("a")
        #expect(await gates.enter("a"))
    }

    @Test("who is cancelled in line leaves it, and the line goes on")
    func cancellation() async {
        let gates = ConcurrencyGates(maximumInside: 1, maximumWaiting: 10)
        #expect(await gates.enter("a"))
        let patient = Task { await gates.enter("a") }
        let impatient = Task { await gates.enter("a") }
        impatient.cancel()
        #expect(await impatient.value == false)
        gates.leave("a")
        #expect(await patient.value)
        gates.leave("a")
        #expect(await gates.enter("a"))
    }
}

private final class Census: Sendable {
    private let counts = Mutex((now: 0, most: 0, all: 0))

    var most: Int { counts.withLock { $0.most } }
    var all: Int { counts.withLock { $0.all } }

    func enter() {
        counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
    }

    func leave() {
        counts.withLock { $0.now -= 1 }
    }
}
