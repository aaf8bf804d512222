import Payments
import Postgres

/// An account's row (or a part's) as a batch sees and changes it.
struct LedgerAccount {
    let key: Int64
    let id: String
    let kind: AccountKind
    let currency: Currency
    var overdraftLimitMinor: Int64
    /// The limit that it was opened with.
    let openingLimitMinor: Int64
    var state: AccountState
    var balanceMinor: Int64
    /// The number of its last entry.
    var version: Int64

    /// Where the row lies, when it is locked until the transaction ends. Only then may it change.
    var place: RowPlace?
    /// False for an account that this very batch opens, until its message's turn.
    var isOpened = true
    var hasMoved = false
    var hasNewState = false
    var hasNewLimit = false

    var isLocked: Bool { place != nil }

    /// What the rules of money look at.
    var snapshot: AccountSnapshot {
        AccountSnapshot(
            kind: kind, state: state, currency: currency, balanceMinor: balanceMinor,
            overdraftLimitMinor: overdraftLimitMinor)
    }
}
