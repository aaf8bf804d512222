import Lane
import Logging
import Metrics
import Synchronization

/// A circuit breaker for each endpoint. Only those that saw failures lately are remembered.
final class Breakers: Sendable {
    private let breakers = Mutex<[String: CircuitBreaker]>([:])
    private let settings: CircuitBreaker.Settings
    private let logger: Logger
    /// Series appear with an endpoint's first failure.
    private let phases = MetricFamily(gauge: "giro_breaker_state", worker: "billing", by: "endpoint")
    private let openings = Counter(label: "giro_breaker_openings_total", dimensions: [("worker", "billing")])

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
        if before == after { return }
        let label = Self.label(endpoint)
        phases[label].record(after.number)
        switch (before, after) {
        case (.closed, .open):
            openings.increment()
            logger.warning("biller not answering, calls are held back", metadata: ["biller": "\(label)"])
        case (.halfOpen, .closed): logger.notice("biller answering again", metadata: ["biller": "\(label)"])
        default: break
        }
    }

    /// Without what an address may carry beside the place: credentials, a query.
    static func label(_ endpoint: String) -> String {
        let bare = endpoint.prefix { $0 != "?" && $0 != "#" }
        let parts = bare.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count > 2, let at = parts[2].lastIndex(of: "@") else { return String(bare.prefix(200)) }
        let host = parts[2][parts[2].index(after: at)...]
        return String(([parts[0], parts[1], host] + parts.dropFirst(3)).joined(separator: "/").prefix(200))
    }
}

extension CircuitBreaker.Phase {
    /// As the metric shows it.
    fileprivate var number: Int {
        switch self {
        case .closed: 0
        case .halfOpen: 1
        case .open: 2
        }
    }
}
