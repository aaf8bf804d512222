/// Whether a payment may be asked for at all, before any balance is looked at. Nil means yes.
///
/// The first check that fails decides, in this order (later ones need more knowledge):
/// 1. `invalid_amount`     zero or negative
/// 2. `limit_exceeded`     above `MoneyLimits.maximumAmountMinor`
/// 3. `unknown_currency`
/// 4. `payer_is_payee`
/// 5. `account_not_found`  the payer or the payee is unknown
/// 6. `kind_not_allowed`   the accounts' kinds do not fit the payment's kind
///
/// | payment    | payer    | payee    |
/// |------------|----------|----------|
/// | transfer   | wallet   | wallet   |
/// | bill       | wallet   | biller   |
/// | topup      | external | wallet   |
/// | withdrawal | wallet   | external |
public enum RequestRules {
    public static func check(
        kind: PaymentKind, payer: AccountID, payee: AccountID, payerKind: AccountKind?, payeeKind: AccountKind?,
        amountMinor: Int64, currency: String
    ) -> ReasonCode? {
        if let reason = check(payer: payer, payee: payee, amountMinor: amountMinor, currency: currency) {
            return reason
        }
        guard let payerKind, let payeeKind else { return .accountNotFound }
        let allowed = allowedKinds(kind)
        return payerKind == allowed.payer && payeeKind == allowed.payee ? nil : .kindNotAllowed
    }

    /// Checks 1 to 4: what can be said without reading an account.
    public static func check(
        payer: AccountID, payee: AccountID, amountMinor: Int64, currency: String
    ) -> ReasonCode? {
        if amountMinor < MoneyLimits.minimumAmountMinor { return .invalidAmount }
        if amountMinor > MoneyLimits.maximumAmountMinor { return .limitExceeded }
        if Currency(currency) == nil { return .unknownCurrency }
        return payer == payee ? .payerIsPayee : nil
    }

    public static func allowedKinds(_ kind: PaymentKind) -> (payer: AccountKind, payee: AccountKind) {
        switch kind {
        case .transfer: (.wallet, .wallet)
        case .bill: (.wallet, .biller)
        case .topup: (.external, .wallet)
        case .withdrawal: (.wallet, .external)
        }
    }
}
