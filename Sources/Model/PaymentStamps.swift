import Payments

/// Gives each payment its id and the time it was asked for: 20 ms apart from a fixed morning on.
struct PaymentStamps: Sendable {
    private var random: SeededRandom
    private var next: Int

    init(seed: UInt64, startingAt index: Int) {
        random = SeededRandom(seed: seed)
        next = index
    }

    struct Stamp {
        var id: PaymentID
        /// Counted from one over the whole workload.
        var number: Int
        var requestedAt: Timestamp
    }

    mutating func stamp() -> Stamp {
        next += 1
        let microseconds = PaymentStamps.firstMicroseconds + Int64(next) * PaymentStamps.apartMicroseconds
        let id = PaymentID.timeOrdered(milliseconds: microseconds / 1000, random: &random)
        return Stamp(id: id, number: next, requestedAt: Timestamp(microseconds: microseconds))
    }

    /// 2026-01-05T08:00:00Z, a Monday.
    private static let firstMicroseconds: Int64 = 1_767_600_000_000_000
    private static let apartMicroseconds: Int64 = 20_000
}
