import Lane
import Logging
import Synchronization

/// A circuit breaker for each endpoint. Only those that saw failures lately are remembered.
final class Breakers: Sendable {
    private let breakers = Mutex<[String: CircuitBreaker]>([:])
    private let settings: CircuitBreaker.Settings
    private let logger: Logger

    init(settings: CircuitBreaker.Settings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    func admit(_ endpoint: String) -> CircuitBreaker.Admission {
        change(endpoint) { $0.admit(now: .now) }
    }

    func record(_ result: CircuitBreaker.Result, _ ticket: CircuitBreaker.Ticket, _ endpoint: String) {
        change(endpoint) { $0.record(result, ticket, now: .now) }
    }

    func states() -> [ConnectorState] {
        let phases = breakers.withLock { $0.mapValues(\.phase) }
        return phases.sorted { $0.key < $1.key }.map { endpoint, phase in
            switch phase {
            case .closed: ConnectorState(name: endpoint, health: .failing)
            case .open: ConnectorState(name: endpoint, health: .open)
            case .halfOpen: ConnectorState(name: endpoint, health: .halfOpen)
            }
        }
    }

    private func change<Result: Sendable>(
        _ endpoint: String, _ body: (inout CircuitBreaker) -> Result
    ) -> Result {
        let (result, before, after) = breakers.withLock { breakers in
            var breaker = breakers[endpoint] ?? CircuitBreaker(settings: settings)
            let before = breaker.phase
            let result = body(&breaker)
            breakers[endpoint] = breaker.isPristine ? nil : breaker
            return (result, before, breaker.phase)
        }
        report(before, after, endpoint)
        return result
    }

    private func report(_ before: CircuitBreaker.Phase, _ after: CircuitBreaker.Phase, _ endpoint: String) {
        switch (before, after) {
        case (.closed, .open):
            logger.warning("biller not answering, calls are held back", metadata: ["biller": "\(endpoint)"])
        case (.halfOpen, .closed): logger.notice("biller answering again", metadata: ["biller": "\(endpoint)"])
        default: break
        }
    }
}
