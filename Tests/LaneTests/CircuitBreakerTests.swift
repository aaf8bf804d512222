import Lane
import Testing

@Suite("The circuit breaker")
struct CircuitBreakerTests {
    private let start = ContinuousClock.now
    private let settings = CircuitBreaker.Settings(failures: 3, openFor: .seconds(5))

    private func ticket(_ breaker: inout CircuitBreaker, at seconds: Int = 0) throws -> CircuitBreaker.Ticket {
        guard case .passes(let ticket) = breaker.admit(now: start + .seconds(seconds)) else {
            throw Refused()
        }
        return ticket
    }

    private struct Refused: Error {}

    /// Opened at second 0.
    private func opened() throws -> CircuitBreaker {
        var breaker = CircuitBreaker(settings: settings)
        for _ in 1...3 { breaker.record(.failure, try ticket(&breaker), now: start) }
        return breaker
    }

    @Test("failures in a row open it, a success between them starts the count again")
    func opens() throws {
        var breaker = CircuitBreaker(settings: settings)
        for result in [CircuitBreaker.Result.failure, .failure, .success, .failure, .failure] {
            breaker.record(result, try ticket(&breaker), now: start)
        }
        #expect(breaker.phase == .closed(failures: 2))
        breaker.record(.failure, try ticket(&breaker), now: start)
        #expect(breaker.phase == .open(until: start + .seconds(5)))
    }

    @Test("while open nothing passes, and it says for how long")
    func refuses() throws {
        var breaker = try opened()
        #expect(breaker.admit(now: start + .seconds(2)) == .refused(retryAfter: .seconds(3)))
        #expect(throws: Refused.self) { try ticket(&breaker, at: 4) }
    }

    @Test("after its time one call passes, and its success closes it")
    func closes() throws {
        var breaker = try opened()
        let probe = try ticket(&breaker, at: 5)
        #expect(breaker.phase == .halfOpen)
        #expect(breaker.admit(now: start + .seconds(60)) == .refused(retryAfter: .seconds(5)))
        breaker.record(.success, probe, now: start + .seconds(6))
        #expect(breaker.isPristine)
    }

    @Test("the probe's failure opens it again for the whole time")
    func opensAgain() throws {
        var breaker = try opened()
        let probe = try ticket(&breaker, at: 5)
        breaker.record(.failure, probe, now: start + .seconds(7))
        #expect(breaker.phase == .open(until: start + .seconds(12)))
    }

    @Test("a probe that ends without saying anything leaves room for the next")
    func abandonedProbe() throws {
        var breaker = try opened()
        let probe = try ticket(&breaker, at: 5)
        breaker.record(.abandoned, probe, now: start + .seconds(6))
        let next = try ticket(&breaker, at: 6)
        breaker.record(.success, next, now: start + .seconds(7))
        #expect(breaker.isPristine)
    }

    @Test("results of calls from before it opened decide nothing any more")
    func staleResults() throws {
        var breaker = CircuitBreaker(settings: settings)
        let early = try (1...8).map { _ in try ticket(&breaker) }
        for ticket in early.prefix(3) { breaker.record(.failure, ticket, now: start) }
        let open = CircuitBreaker.Phase.open(until: start + .seconds(5))
        breaker.record(.success, early[3], now: start + .seconds(1))
        breaker.record(.failure, early[4], now: start + .seconds(1))
        #expect(breaker.phase == open)
        _ = try ticket(&breaker, at: 5)
        breaker.record(.success, early[5], now: start + .seconds(6))
        breaker.record(.failure, early[6], now: start + .seconds(6))
        breaker.record(.abandoned, early[7], now: start + .seconds(6))
        #expect(breaker.phase == .halfOpen)
    }

    @Test("abandoned calls are no failures")
    func abandoned() throws {
        var breaker = CircuitBreaker(settings: settings)
        for _ in 1...10 { breaker.record(.abandoned, try ticket(&breaker), now: start) }
        #expect(breaker.isPristine)
    }
}
