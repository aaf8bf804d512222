/// Amounts in minor units, the same for every currency: small enough that balances can be followed by eye.
enum Amounts {
    static let smallest = 100
    static let largest = 50_000

    /// Beyond what anyone who is meant to run dry was ever given.
    static let overspent: Int64 = 10_000_000
    static let spenderFunds: Int64 = 60_000
    static let overdrawnFunds: Int64 = 50_000
    static let frozenFunds: Int64 = 80_000

    /// Enough for a payer who pays at most `rounds` times, even when nothing comes back.
    static func steadyFunds(rounds: Int) -> Int64 { Int64(rounds * largest) }

    /// Half of the amounts are round.
    static func draw(_ random: inout SeededRandom) -> Int64 {
        let amount = random.within(smallest...largest)
        return Int64(random.below(2) == 0 ? amount : amount / smallest * smallest)
    }
}
