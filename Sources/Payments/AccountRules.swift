/// Whether money may leave or enter an account. Nil means yes.
///
/// The first check that fails decides, in this order:
/// 1. `account_not_found`   there is no such account
/// 2. `account_closed`
/// 3. `account_frozen`      debits only: a frozen account can still be paid into
/// 4. `currency_mismatch`
/// 5. `invalid_amount`      zero or negative
/// 6. `limit_exceeded`      above `MoneyLimits.maximumAmountMinor`, or the new balance would not fit an Int64
/// 7. `insufficient_funds`  debits of a wallet or biller only
public enum AccountRules {
    public static func debit(
        account: AccountSnapshot?, amountMinor: Int64, currency: Currency
    ) -> ReasonCode? {
        guard let account else { return .accountNotFound }
        switch account.state {
        case .closed: return .accountClosed
        case .frozen: return .accountFrozen
        case .open: break
        }
        if let reason = movement(account, amountMinor, currency) { return reason }
        let (balance, overflow) = account.balanceMinor.subtractingReportingOverflow(amountMinor)
        guard !overflow else { return .limitExceeded }
        return balance < lowestBalance(account) ? .insufficientFunds : nil
    }

    public static func credit(
        account: AccountSnapshot?, amountMinor: Int64, currency: Currency
    ) -> ReasonCode? {
        guard let account else { return .accountNotFound }
        switch account.state {
        case .closed: return .accountClosed
        case .frozen, .open: break
        }
        if let reason = movement(account, amountMinor, currency) { return reason }
        return account.balanceMinor.addingReportingOverflow(amountMinor).overflow ? .limitExceeded : nil
    }

    private static func movement(
        _ account: AccountSnapshot, _ amountMinor: Int64, _ currency: Currency
    ) -> ReasonCode? {
        guard account.currency == currency else { return .currencyMismatch }
        guard amountMinor >= MoneyLimits.minimumAmountMinor else { return .invalidAmount }
        return amountMinor > MoneyLimits.maximumAmountMinor ? .limitExceeded : nil
    }

    /// External, clearing and suspense accounts are kept in parts whose sum is the balance, so one part says nothing
    /// about it.
    private static func lowestBalance(_ account: AccountSnapshot) -> Int64 {
        switch account.kind {
        case .external, .clearing, .suspense: Int64.min
        case .wallet, .biller: -max(0, account.overdraftLimitMinor ?? 0)
        }
    }
}
