import Payments

/// Who takes part in a workload of a size. Counts grow with the workload up to a bound, so that memory has one too.
public struct Population: Sendable {
    /// 0, 2 and 3 decimals, and two currencies with the same amounts.
    public static let currencies: [Currency] = ["JPY", "EUR", "USD", "KWD"].compactMap { Currency($0) }

    private let counts: [Customer.Role: Int]

    public init(payments: Int) {
        let isSmall = payments < Population.smallestWithEveryRole
        func count(share: Int, atMost bound: Int) -> Int {
            isSmall ? 0 : Population.wholeRounds(min(max(payments / share, 4), bound))
        }
        counts = [
            .steady: Population.wholeRounds(min(max(payments / 40, 4), 10_000)),
            .spender: count(share: 200, atMost: 2000),
            .overdrawn: count(share: 250, atMost: 2000),
            .frozen: count(share: 400, atMost: 400),
            .closed: count(share: 1000, atMost: 40),
            .receiver: Population.wholeRounds(min(max(payments / 40, 4), 10_000)),
            .frozenReceiver: count(share: 1000, atMost: 40),
        ]
    }

    /// Smaller workloads have steady payers and receivers only.
    static let smallestWithEveryRole = 50

    public func count(_ role: Customer.Role) -> Int { counts[role] ?? 0 }

    public var customerCount: Int { Customer.Role.allCases.reduce(0) { $0 + count($1) } }

    /// The customer at a place within a role. Neighbours have different currencies, in the order of `currencies`.
    public func customer(_ role: Customer.Role, _ index: Int) -> Customer {
        var number = index + 1
        for earlier in Customer.Role.allCases {
            if earlier == role { break }
            number += count(earlier)
        }
        return Customer(
            number: number, role: role, currency: Population.currencies[index % Population.currencies.count])
    }

    public var customers: some Sequence<Customer> {
        Customer.Role.allCases.lazy.flatMap { role in (0..<count(role)).lazy.map { customer(role, $0) } }
    }

    /// As many of every currency.
    private static func wholeRounds(_ count: Int) -> Int { count / currencies.count * currencies.count }
}
