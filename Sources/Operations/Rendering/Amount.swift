/// An amount in a report: a number for programs, a text for people.
public struct Amount: Sendable, Equatable, Encodable, CustomStringConvertible {
    /// In the currency's minor units.
    public let amountMinor: Int64
    public let currency: String

    public init(_ amountMinor: Int64, _ currency: String) {
        self.amountMinor = amountMinor
        self.currency = currency
    }

    /// `12.34 EUR`
    public var description: String { AmountText.of(amountMinor, currency) }
}
