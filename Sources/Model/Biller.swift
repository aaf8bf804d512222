import Payments

/// A biller, a source that top-ups come from, or a rail that withdrawals go to: an account at the wallet and, as a
/// rule, an endpoint at billing.
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

    public static let all: [Biller] = Population.currencies.flatMap { currency in
        billers.map { Biller("biller.\($0.id)", $0.name, .biller, currency, $0.standing) }
            + sources.map { Biller("source.\($0.id)", $0.name, .external, currency, .open) }
    }

    static func payees(_ currency: Currency, _ standing: Standing = .open) -> [Biller] {
        grouped[Group(kind: .biller, currency: currency, standing: standing)] ?? []
    }

    static func sources(_ currency: Currency) -> [Biller] {
        grouped[Group(kind: .external, currency: currency, standing: .open)] ?? []
    }

    /// The bank, which takes money out as well as it brings it in.
    static func rail(_ currency: Currency) -> Biller {
        guard let rail = sources(currency).last else { preconditionFailure("every currency has a bank") }
        return rail
    }

    private struct Group: Hashable {
        var kind: AccountKind
        var currency: Currency
        var standing: Standing
    }

    private static let grouped = Dictionary(grouping: all) {
        Group(kind: $0.kind, currency: $0.currency, standing: $0.standing)
    }

    private init(_ id: String, _ name: String, _ kind: AccountKind, _ currency: Currency, _ standing: Standing) {
        account = makeAccount("\(id).\(currency.code.lowercased())")
        self.name = name
        self.kind = kind
        self.currency = currency
        self.standing = standing
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

    private static let sources: [(id: String, name: String)] = [
        ("card", "Card acquirer"),
        ("bank", "Bank transfers"),
    ]
}
