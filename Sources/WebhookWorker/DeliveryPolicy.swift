import Lane
import Synchronization

/// How often and how long deliveries are tried.
public struct DeliveryPolicy: Sendable {
    public var retries: RetrySchedule
    /// A delivery that fails when it is as old is given up.
    public var maximumAge: Duration
    /// An endpoint that has failed for as long, and never answered in between, is disabled.
    public var disableAfter: Duration
    /// How long an event waits for an earlier one of the same payment that was not heard of yet.
    public var orderWait: Duration
    /// How long deliveries that have ended are kept.
    public var retention: Duration
    /// Calls to one endpoint at once.
    public var concurrentPerEndpoint: Int
    /// Failures in a row after which an endpoint is left alone for a while.
    public var breakerFailures: Int
    public var breakerPause: Duration

    public init(
        retries: RetrySchedule = RetrySchedule(first: .seconds(5), longest: .seconds(6 * 3_600)),
        maximumAge: Duration = .seconds(3 * 86_400), disableAfter: Duration = .seconds(3 * 86_400),
        orderWait: Duration = .seconds(60), retention: Duration = .seconds(35 * 86_400),
        concurrentPerEndpoint: Int = 8, breakerFailures: Int = 5, breakerPause: Duration = .seconds(30)
    ) {
        self.retries = retries
        self.maximumAge = maximumAge
        self.disableAfter = disableAfter
        self.orderWait = orderWait
        self.retention = retention
        self.concurrentPerEndpoint = concurrentPerEndpoint
        self.breakerFailures = breakerFailures
        self.breakerPause = breakerPause
    }
}

/// Says when old deliveries are to be dropped: once a minute, with whatever batch comes along.
final class Trimmer: Sendable {
    private let lastAt = Mutex<Int64>(0)

    func isDue(now: Int64) -> Bool {
        lastAt.withLock { lastAt in
            guard now - lastAt >= 60_000_000 || now < lastAt else { return false }
            lastAt = now
            return true
        }
    }
}
