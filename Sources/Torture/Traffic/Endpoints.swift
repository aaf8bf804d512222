import Messages
import Model
import Payments

/// The businesses that want to be told of their payments, and what the model says that each must hear: every open
/// biller, and a few customers together, who pay each other and are told once.
struct Endpoints {
    private struct Business {
        let id: PaymentID
        let accounts: [AccountID]
    }

    private let businesses: [Business]
    private let byAccount: [AccountID: [Int]]
    private var expected: [String: [String: Int]] = [:]

    private static let events = [
        "payment.debited", "payment.settled", "payment.refunded", "payment.suspended", "payment.rejected",
    ]

    init(of population: Population) {
        let billers = Biller.all.filter { $0.kind == .biller && $0.standing == .open }.map { [$0.account] }
        let people = [Customer.Role.steady, .receiver].flatMap { role in
            (0..<min(population.count(role), 8)).map { population.customer(role, $0).account }
        }
        businesses = (billers + [people]).enumerated().map { place, accounts in
            let id = PaymentID(high: 0x0198_c0de_0000_7000, low: 0x8000_0000_0000_0000 | UInt64(place))
            return Business(id: id, accounts: accounts)
        }
        let places = businesses.enumerated().flatMap { place, business in business.accounts.map { ($0, [place]) } }
        byAccount = Dictionary(places, uniquingKeysWith: +)
    }

    /// What makes them known, as the gateway would say it.
    func announcements(_ url: (_ endpoint: String) -> String) -> [WebhookUpdated] {
        businesses.map {
            WebhookUpdated(
                webhook: $0.id, version: 1, state: .enabled, url: url($0.id.description), accounts: $0.accounts,
                events: Self.events)
        }
    }

    mutating func expect(_ order: PaymentOrder, _ outcome: Outcome) { count(order, outcome, 1) }

    /// Endpoint, then event: how many payments it is told of.
    ///
    /// - Parameter cancelled: what would have been settled.
    func notices(cancelled: [PaymentOrder]) -> [String: [String: Int]] {
        var book = self
        for order in cancelled {
            book.count(order, .settled, -1)
            book.count(order, .refunded(.cancelled), 1)
        }
        return book.expected
    }

    private mutating func count(_ order: PaymentOrder, _ outcome: Outcome, _ change: Int) {
        let events = (outcome.state == .rejected ? [] : ["payment.debited"]) + ["payment.\(outcome.state.rawValue)"]
        for place in Set([order.payer, order.payee].flatMap({ byAccount[$0] ?? [] })) {
            let endpoint = businesses[place].id.description
            for event in events { expected[endpoint, default: [:]][event, default: 0] += change }
        }
    }
}
