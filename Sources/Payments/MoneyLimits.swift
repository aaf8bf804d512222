/// Bounds of what one payment may move.
public enum MoneyLimits {
    public static let minimumAmountMinor: Int64 = 1
    /// Ten thousand billion euros in cents. Small enough that adding nine thousand of them fits an Int64.
    public static let maximumAmountMinor: Int64 = 1_000_000_000_000_000
    public static let amountMinor = minimumAmountMinor...maximumAmountMinor
}
