import Payments

/// Hands out the customers of one role in rounds: everyone once, in an order that changes, then everyone again. So
/// nobody pays more often than there are rounds, which is what funds are measured by.
struct Roster: Sendable {
    private let role: Customer.Role
    private let count: Int
    private let population: Population
    private var given = 0
    private var start = 0
    private var stride = 1

    init(_ role: Customer.Role, of population: Population) {
        self.role = role
        self.population = population
        count = population.count(role)
    }

    var isEmpty: Bool { count == 0 }

    mutating func next(_ random: inout SeededRandom) -> Customer {
        precondition(count > 0, "nobody has this role")
        let place = given % count
        if place == 0 { shuffle(&random) }
        given += 1
        return population.customer(role, (start + place * stride) % count)
    }

    /// Anyone of a currency.
    func any(_ currency: Currency, _ random: inout SeededRandom) -> Customer {
        let currencies = Population.currencies
        let offset = currencies.firstIndex(of: currency) ?? 0
        return population.customer(role, offset + currencies.count * random.below(count / currencies.count))
    }

    /// A stride without a divisor in common with the count visits everyone once.
    private mutating func shuffle(_ random: inout SeededRandom) {
        start = random.below(count)
        repeat { stride = 1 + random.below(count) } while commonDivisor(stride, count) != 1
    }

    private func commonDivisor(_ left: Int, _ right: Int) -> Int {
        right == 0 ? left : commonDivisor(right, left % right)
    }
}
