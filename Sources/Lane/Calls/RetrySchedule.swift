/// When an outside system that gave no clear answer is asked again.
public struct RetrySchedule: Sendable, Equatable {
    /// After the first try; doubled after each one that follows.
    public var first: Duration
    public var longest: Duration

    public init(first: Duration = .seconds(1), longest: Duration = .seconds(300)) {
        precondition(first > .zero && longest >= first, "a retry schedule needs positive, growing delays")
        self.first = first
        self.longest = longest
    }

    /// Half of the delay is fixed, half is chance, so that what failed together does not come back together.
    ///
    /// - Parameters:
    ///   - tries: how many have ended, at least one.
    ///   - atLeast: what the other side asked for; not more than `longest` is granted.
    package func delayMicroseconds(
        afterTries tries: Int32, atLeast: Duration = .zero, random: inout some RandomNumberGenerator
    ) -> Int64 {
        let doublings = Int64(min(max(tries - 1, 0), 40))
        let (grown, overflow) = first.microseconds.multipliedReportingOverflow(by: 1 << doublings)
        let delay = overflow ? longest.microseconds : min(grown, longest.microseconds)
        let chance = Int64.random(in: 0...(delay / 2), using: &random)
        return max(delay - delay / 2, min(atLeast, longest).microseconds) + chance
    }
}

extension Duration {
    /// Rounded down; the greatest Int64 for what does not fit.
    package var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? .max : whole + attoseconds / 1_000_000_000_000
    }
}
