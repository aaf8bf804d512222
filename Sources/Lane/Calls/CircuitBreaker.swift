/// Decides whether an endpoint is asked at all. Pure: it is told the time.
///
///     closed      all calls pass; failures in a row are counted
///     open        no call passes until a time
///     half-open   one call passes, the probe; its result closes or opens again
package struct CircuitBreaker: Sendable, Equatable {
    package struct Settings: Sendable, Equatable {
        /// Failures in a row that open it.
        package var failures: Int
        package var openFor: Duration

        package init(failures: Int, openFor: Duration) {
            self.failures = failures
            self.openFor = openFor
        }
    }

    package enum Phase: Sendable, Equatable {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant)
        case halfOpen
    }

    package enum Admission: Sendable, Equatable {
        case passes(Ticket)
        case refused(retryAfter: Duration)
    }

    /// Ties a result to the phase its call was admitted in: results of older phases change nothing.
    package struct Ticket: Sendable, Equatable {
        fileprivate let era: Int
    }

    package enum Result: Sendable, Equatable {
        case success
        case failure
        /// Says nothing about the endpoint.
        case abandoned
    }

    package private(set) var phase = Phase.closed(failures: 0)
    private var era = 0
    private let settings: Settings

    package init(settings: Settings) {
        self.settings = settings
    }

    /// As new: it need not be remembered.
    package var isPristine: Bool { phase == .closed(failures: 0) }

    package mutating func admit(now: ContinuousClock.Instant) -> Admission {
        switch phase {
        case .closed:
            return .passes(Ticket(era: era))
        case .open(let until) where until <= now:
            enter(.halfOpen)
            return .passes(Ticket(era: era))
        case .open(let until):
            return .refused(retryAfter: now.duration(to: until))
        case .halfOpen:
            return .refused(retryAfter: settings.openFor)
        }
    }

    package mutating func record(_ result: Result, _ ticket: Ticket, now: ContinuousClock.Instant) {
        guard ticket.era == era else { return }
        switch (phase, result) {
        case (.closed, .success):
            phase = .closed(failures: 0)
        case (.closed(let failures), .failure):
            if failures + 1 < settings.failures {
                phase = .closed(failures: failures + 1)
            } else {
                enter(.open(until: now + settings.openFor))
            }
        case (.halfOpen, .success):
            enter(.closed(failures: 0))
        case (.halfOpen, .failure):
            enter(.open(until: now + settings.openFor))
        case (.halfOpen, .abandoned):
            // The next call is the probe.
            enter(.open(until: now))
        case (.closed, .abandoned), (.open, _):
            break
        }
    }

    private mutating func enter(_ next: Phase) {
        phase = next
        era += 1
    }
}
