/// Why a payment was rejected or given back. The raw values are stable: they are on topics, in databases and in
/// mails.
public enum ReasonCode: String, Sendable, CaseIterable {
    case insufficientFunds = "insufficient_funds"
    case accountNotFound = "account_not_found"
    case accountFrozen = "account_frozen"
    case accountClosed = "account_closed"
    case currencyMismatch = "currency_mismatch"
    /// The amount, or a balance it would lead to, is beyond what is allowed.
    case limitExceeded = "limit_exceeded"
    /// The amount is zero or negative.
    case invalidAmount = "invalid_amount"
    case payerIsPayee = "payer_is_payee"
    case unknownCurrency = "unknown_currency"
    /// Accounts of these kinds cannot be joined by a payment of this kind.
    case kindNotAllowed = "kind_not_allowed"
    /// The biller said no and gave none of the reasons below.
    case billerRefused = "biller_refused"
    case billerUnknown = "biller_unknown"
    case billerDisabled = "biller_disabled"
    case billNotFound = "bill_not_found"
    case amountMismatch = "amount_mismatch"
    case alreadyPaid = "already_paid"
    case expired = "expired"
    /// The biller knows the payment's id with other content.
    case idempotencyConflict = "idempotency_conflict"

    /// The payer took it back before the biller had it.
    case cancelled = "cancelled"

    /// Stable.
    public var code: String { rawValue }
}
