import Payments

/// A seeded workload: the same seed and size give the same bytes, always.
///
/// `payments` counts the `payment.requested` lines of both phases, the bad ones included. Lines are made while they are
/// read; what is kept does not grow with their number.
public struct Workload: Sendable {
    public static let payments = 10...1_000_000

    public let seed: UInt64
    public let payments: Int
    public let population: Population
    private let endpoint: String

    /// `endpoint`: where the biller simulator listens; each biller's base URL is `<endpoint>/billers/<account>`.
    public init(
        seed: UInt64, payments: Int, endpoint: String = Workload.defaultEndpoint
    ) {
        precondition(Workload.payments.contains(payments), "a workload has 10 to 1,000,000 payments")
        self.seed = seed
        self.payments = payments
        self.endpoint = endpoint
        population = Population(payments: payments)
    }

    /// In the committed files. What publishes them puts the simulator's real address in its place.
    public static let defaultEndpoint = "http://127.0.0.1:8099"

    /// Every line, phase after phase.
    public var lines: some Sequence<SeedLine> { entries.lazy.map(\.line) }

    public func lines(in phase: SeedLine.Phase) -> some Sequence<SeedLine> { entries(in: phase).lazy.map(\.line) }

    public var entries: some Sequence<Entry> { SeedLine.Phase.allCases.lazy.flatMap { entries(in: $0) } }

    public func entries(in phase: SeedLine.Phase) -> AnySequence<Entry> {
        switch phase {
        case .setup: setup
        case .funding: funding.entries()
        case .payments:
            AnySequence {
                PaymentLines(
                    population: population, seed: seed, startingAt: fundingCount, count: payments - fundingCount)
            }
        }
    }

    /// What must be true once everything is applied, by the reference model.
    public func expectation() -> Expectation {
        var model = ReferenceModel()
        for entry in entries { model.apply(entry.meaning) }
        return model.expectation(seed: seed)
    }

    /// Each payment's end, in the order of the first requests.
    public func outcomes(_ body: (PaymentID, PaymentKind, Outcome) throws -> Void) rethrows {
        var model = ReferenceModel()
        for entry in entries {
            let outcome = model.apply(entry.meaning)
            if case .payment(let order) = entry.meaning, let outcome { try body(order.id, order.kind, outcome) }
        }
    }

    private var setup: AnySequence<Entry> {
        let setup = SetupLines(endpoint: endpoint)
        let billers = AnySequence(Biller.all.lazy.flatMap { setup.entries($0) })
        let customers = AnySequence(population.customers.lazy.flatMap { setup.entries($0) })
        return AnySequence([billers, customers].lazy.joined())
    }

    private var funding: FundingLines {
        let steady = population.count(.steady)
        let rounds = (payments + steady - 1) / steady
        return FundingLines(population: population, seed: seed, rounds: rounds, partsForSteady: partsForSteady)
    }

    private var partsForSteady: Int { payments < 100 ? 1 : 2 }

    private var fundingCount: Int { FundingLines.count(population, partsForSteady: partsForSteady) }
}
