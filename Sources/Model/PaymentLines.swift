import Payments

/// The lines of the phase of payments, one scenario after another. Keeps no more than the last few lines.
struct PaymentLines: Sequence, IteratorProtocol {
    private let count: Int
    private let population: Population
    private var made = 0
    private var random: SeededRandom
    private var draft: PaymentDraft
    private var recent: [PaymentOrder] = []

    init(population: Population, seed: UInt64, startingAt first: Int, count: Int) {
        self.count = count
        self.population = population
        random = SeededRandom(seed: seed &+ 3)
        draft = PaymentDraft(
            population: population, stamps: PaymentStamps(seed: seed &+ 4, startingAt: first),
            random: SeededRandom(seed: seed &+ 5))
    }

    /// A repetition comes at most this many lines after what it repeats.
    static let memory = 256

    mutating func next() -> Entry? {
        guard made < count else { return nil }
        let scenario = chooseScenario()
        made += 1
        switch scenario {
        case .duplicate: return random.pick(recent).entry(phase: .payments)
        case .conflict: return conflicting(random.pick(recent)).entry(phase: .payments)
        case .malformed: return malformed()
        default: return remember(draft.order(scenario)).entry(phase: .payments)
        }
    }

    private mutating func chooseScenario() -> Scenario {
        let isCovering = count >= Scenario.smallestWithEach && made < Scenario.allCases.count
        let scenario = isCovering ? Scenario.allCases[made] : Scenario.pick(&random)
        if let role = scenario.role, population.count(role) == 0 { return .transfer }
        return made == 0 ? .transfer : scenario
    }

    /// The same id and the same partition, another amount.
    private func conflicting(_ order: PaymentOrder) -> PaymentOrder {
        var other = order
        other.amountMinor += 1
        return other
    }

    private mutating func malformed() -> Entry {
        let fault = random.pick(LineFault.all)
        let order = draft.order(fault.needsBill ? .bill : .transfer)
        let line = SeedLine(
            topic: "payment.requested", key: order.key.text, value: fault.spoil(order), phase: .payments,
            isWellFormed: false)
        return Entry(line: line, meaning: .malformed(code: fault.code))
    }

    private mutating func remember(_ order: PaymentOrder) -> PaymentOrder {
        if recent.count < PaymentLines.memory {
            recent.append(order)
        } else {
            recent[made % PaymentLines.memory] = order
        }
        return order
    }
}
