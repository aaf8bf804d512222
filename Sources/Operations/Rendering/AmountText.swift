import Payments

/// Amounts as people read them.
enum AmountText {
    /// `12.34 EUR`; what has no known currency stays as it was sent: `1234 minor XXX`.
    static func of(_ amountMinor: Int64, _ code: String) -> String {
        guard let currency = Currency(code) else { return "\(amountMinor) minor \(code)" }
        return Money(amountMinor: amountMinor, currency: currency).description
    }
}
