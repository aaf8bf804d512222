/// An amount in a currency's minor units (cents, yen, fils). Never a fraction, never a float.
public struct Money: Hashable, Sendable {
    public var amountMinor: Int64
    public var currency: Currency

    public init(amountMinor: Int64, currency: Currency) {
        self.amountMinor = amountMinor
        self.currency = currency
    }

    public func adding(_ other: Money) throws(MoneyError) -> Money {
        try combined(with: other) { $0.addingReportingOverflow($1) }
    }

    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try combined(with: other) { $0.subtractingReportingOverflow($1) }
    }

    private func combined(
        with other: Money, by operation: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .currencyMismatch }
        let (sum, overflow) = operation(amountMinor, other.amountMinor)
        guard !overflow else { throw .overflow }
        return Money(amountMinor: sum, currency: currency)
    }

    /// The amount as a decimal number with the currency's digits: `12.34`, `-0.05`, `1200` (JPY), `0.007` (KWD).
    public var decimalText: String {
        let digits = currency.minorDigits
        let magnitude = String(amountMinor.magnitude)
        let sign = amountMinor < 0 ? "-" : ""
        guard digits > 0 else { return sign + magnitude }
        let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.count)) + magnitude
        return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}

extension Money: CustomStringConvertible {
    /// `12.34 EUR`
    public var description: String { "\(decimalText) \(currency.code)" }
}

/// What can go wrong when amounts are combined. Trying again never helps.
public enum MoneyError: String, Error, Sendable {
    case overflow = "amount_overflow"
    case currencyMismatch = "currency_mismatch"

    /// Stable.
    public var code: String { rawValue }
    public var isTransient: Bool {
        switch self {
        case .overflow, .currencyMismatch: false
        }
    }
}
