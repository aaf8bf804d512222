/// What an account is there for.
public enum AccountKind: String, Sendable, CaseIterable {
    /// A customer's money.
    case wallet
    /// Whom bills are paid to.
    case biller
    /// The world outside, where top-ups come from and withdrawals go to. Its balance is what came in, negated.
    case external
    /// Money on its way: taken from the payer and not yet with the payee.
    case clearing
    /// Money that could go neither to the payee nor back. Someone has to look.
    case suspense
}

/// Whether an account may be used. Frozen: it can be paid into, nothing can be taken. Closed: neither.
public enum AccountState: String, Sendable, CaseIterable {
    case open
    case frozen
    case closed
}

/// What a decision about an account needs to know, as read under the row's lock.
public struct AccountSnapshot: Sendable, Equatable {
    public var kind: AccountKind
    public var state: AccountState
    public var currency: Currency
    public var balanceMinor: Int64
    /// How far below zero the balance may go. Nil and zero both mean: not at all.
    public var overdraftLimitMinor: Int64?

    public init(
        kind: AccountKind, state: AccountState, currency: Currency, balanceMinor: Int64,
        overdraftLimitMinor: Int64? = nil
    ) {
        self.kind = kind
        self.state = state
        self.currency = currency
        self.balanceMinor = balanceMinor
        self.overdraftLimitMinor = overdraftLimitMinor
    }
}
