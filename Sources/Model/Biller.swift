import Payments

/// A biller, or a source that top-ups come from: an account at the wallet and, as a rule, an endpoint at billing.
public struct Biller: Sendable, Equatable {
    public enum Standing: Sendable {
        case open
        /// Has an account but was never announced to billing.
        case unannounced
        case disabled
    }

    public let account: AccountID
    public let name: String
    public let kind: AccountKind
    public let currency: Currency
    public let standing: Standing
    /// How it treats everything it is asked for; nil: by the bill's reference.
    public let behaviour: BillerRule.Behaviour?

    public static let all: [Biller] = Population.currencies.flatMap { currency in
        billers.map { id, name, standing in
            Biller("biller.\(id)", name, .biller, currency, standing, nil)
        }
            + sources.map { id, name, behaviour in
                Biller("source.\(id)", name, .external, currency, .open, behaviour)
            }
    }

    static func payees(_ currency: Currency, _ standing: Standing) -> [Biller] {
        all.filter { $0.kind == .biller && $0.currency == currency && $0.standing == standing }
    }

    static func sources(_ currency: Currency, _ behaviour: BillerRule.Behaviour?) -> [Biller] {
        all.filter { $0.kind == .external && $0.currency == currency && $0.behaviour == behaviour }
    }

    private init(
        _ id: String, _ name: String, _ kind: AccountKind, _ currency: Currency, _ standing: Standing,
        _ behaviour: BillerRule.Behaviour?
    ) {
        account = makeAccount("\(id).\(currency.code.lowercased())")
        self.name = name
        self.kind = kind
        self.currency = currency
        self.standing = standing
        self.behaviour = behaviour
    }

    private static let billers: [(id: String, name: String, standing: Standing)] = [
        ("city-power", "City Power", .open),
        ("north-water", "North Water", .open),
        ("nova-telecom", "Nova Telecom", .open),
        ("meadow-insurance", "Meadow & Sons Insurance", .open),
        ("harbour-rent", "Harbour \"Old Dock\" Rent", .open),
        ("silent-gas", "Silent Gas", .unannounced),
        ("retired-cable", "Retired Cable", .disabled),
    ]

    private static let sources: [(id: String, name: String, behaviour: BillerRule.Behaviour?)] = [
        ("card", "Card acquirer", nil),
        ("bank", "Bank transfers", nil),
        ("refusing-card", "Card acquirer that refuses", refusingSource),
        ("late-card", "Card acquirer that is late", lateSource),
        ("failing-bank", "Bank that fails at first", failingSource),
        ("dropping-bank", "Bank that hangs up", droppingSource),
    ]

    static let refusingSource = BillerRule.Behaviour.refuse(.billerRefused)
    static let lateSource = BillerRule.Behaviour.late(milliseconds: 300)
    static let failingSource = BillerRule.Behaviour.failing(times: 2)
    static let droppingSource = BillerRule.Behaviour.dropping(times: 1)
}
