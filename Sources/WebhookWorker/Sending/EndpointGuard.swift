import Lane
import Payments
import Synchronization

/// Keeps a slow or broken endpoint from taking up what others need: a few calls at once for each, and none for a while
/// after failures in a row. Who finds no place does not stand in line, which would hold one of the process's calls, but
/// comes again later.
final class EndpointGuard: Sendable {
    enum Admission {
        case passes(CircuitBreaker.Ticket)
        case held(code: String, retryAfter: Duration)
    }

    private struct Place {
        var inside = 0
        var breaker: CircuitBreaker
    }

    private let places = Mutex<[PaymentID: Place]>([:])
    private let settings: CircuitBreaker.Settings
    private let maximumInside: Int

    /// Reported at most.
    private static let maximumStates = 100

    init(maximumInside: Int, breaker: CircuitBreaker.Settings) {
        self.maximumInside = maximumInside
        settings = breaker
    }

    /// After `passes`, `leave` must follow.
    func enter(_ endpoint: PaymentID) -> Admission {
        places.withLock { places in
            var place = places[endpoint] ?? Place(breaker: CircuitBreaker(settings: settings))
            defer { places[endpoint] = place.inside == 0 && place.breaker.isPristine ? nil : place }
            guard place.inside < maximumInside else { return .held(code: "endpoint_busy", retryAfter: .seconds(1)) }
            switch place.breaker.admit(now: .now) {
            case .refused(let retryAfter): return .held(code: "breaker_open", retryAfter: retryAfter)
            case .passes(let ticket):
                place.inside += 1
                return .passes(ticket)
            }
        }
    }

    func leave(_ endpoint: PaymentID, _ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.Result) {
        places.withLock { places in
            guard var place = places[endpoint] else { return }
            place.inside -= 1
            place.breaker.record(result, ticket, now: .now)
            places[endpoint] = place.inside == 0 && place.breaker.isPristine ? nil : place
        }
    }

    /// The endpoints that do not answer well.
    func states() -> [ConnectorState] {
        let phases = places.withLock { $0.filter { !$0.value.breaker.isPristine }.mapValues(\.breaker.phase) }
        return phases.sorted { $0.key < $1.key }.prefix(Self.maximumStates).map { endpoint, phase in
            let name = WebhookWorker.connector(of: endpoint)
            return switch phase {
            case .closed: ConnectorState(name: name, health: .failing)
            case .open: ConnectorState(name: name, health: .open)
            case .halfOpen: ConnectorState(name: name, health: .halfOpen)
            }
        }
    }
}
