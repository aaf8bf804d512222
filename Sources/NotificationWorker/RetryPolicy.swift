/// When a mail that could not be handed over is tried again, and when no more.
public struct RetryPolicy: Sendable, Equatable {
    /// Before the second attempt; doubled before each one after that.
    public var firstDelay: Duration
    public var longestDelay: Duration
    /// Counted from when the mail was asked for. An older one that fails once more is given up as `failed`.
    public var maximumAge: Duration

    public init(
        firstDelay: Duration = .seconds(5), longestDelay: Duration = .seconds(900),
        maximumAge: Duration = .seconds(86_400)
    ) {
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.maximumAge = maximumAge
    }

    /// - Parameter attempts: how many were made.
    package func delayMicroseconds(afterAttempts attempts: Int32) -> Int64 {
        let longest = longestDelay.microseconds
        let doublings = max(0, min(attempts - 1, 40))
        let (delay, overflow) = firstDelay.microseconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
        return overflow ? longest : min(delay, longest)
    }

    func isTooOld(createdAt: Int64, now: Int64) -> Bool { now - createdAt >= maximumAge.microseconds }
}

extension Duration {
    fileprivate var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
