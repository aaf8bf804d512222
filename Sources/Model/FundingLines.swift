import Payments

/// Top-ups that give the payers what they pay with. All of them succeed.
struct FundingLines {
    let population: Population
    let seed: UInt64
    /// How often a steady payer pays at most.
    let rounds: Int
    /// Into how many top-ups a steady payer's funds are split.
    let partsForSteady: Int

    static func count(_ population: Population, partsForSteady: Int) -> Int {
        population.count(.steady) * partsForSteady + population.count(.spender) + population.count(.overdrawn)
            + population.count(.frozen)
    }

    func entries() -> AnySequence<Entry> {
        AnySequence {
            var random = SeededRandom(seed: seed &+ 1)
            var stamps = PaymentStamps(seed: seed &+ 2, startingAt: 0)
            var grants = grants().makeIterator()
            return AnyIterator { grants.next().map { entry($0, stamps.stamp(), &random) } }
        }
    }

    private func entry(_ grant: Grant, _ stamp: PaymentStamps.Stamp, _ random: inout SeededRandom) -> Entry {
        let source = random.pick(Biller.sources(grant.currency))
        let order = PaymentOrder(
            id: stamp.id, kind: .topup, payer: source.account, payee: grant.account, amountMinor: grant.amountMinor,
            currency: grant.currency.code, bill: BillerRule.authorisation + digits(stamp.number, 8),
            reference: "First funds \(stamp.number)", requestedAt: stamp.requestedAt)
        return order.entry(phase: .funding)
    }

    private struct Grant {
        var account: AccountID
        var currency: Currency
        var amountMinor: Int64
    }

    private func grants() -> some Sequence<Grant> {
        population.customers.lazy.flatMap { customer in
            amounts(customer.role).map {
                Grant(account: customer.account, currency: customer.currency, amountMinor: $0)
            }
        }
    }

    private func amounts(_ role: Customer.Role) -> [Int64] {
        switch role {
        case .steady: parts(of: Amounts.steadyFunds(rounds: rounds))
        case .spender: [Amounts.spenderFunds]
        case .overdrawn: [Amounts.overdrawnFunds]
        case .frozen: [Amounts.frozenFunds]
        case .closed, .receiver, .frozenReceiver: []
        }
    }

    /// Uneven parts, so that a part that went missing shows in the balance.
    private func parts(of total: Int64) -> [Int64] {
        let small = total / Int64(partsForSteady * 2)
        let smallParts = Array(repeating: small, count: partsForSteady - 1)
        return [total - small * Int64(smallParts.count)] + smallParts
    }
}
