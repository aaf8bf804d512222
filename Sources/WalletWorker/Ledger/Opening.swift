import Messages
import Payments

/// An account to open.
struct Opening {
    let account: AccountID
    let kind: AccountKind
    let currency: Currency
    let overdraftLimitMinor: Int64

    /// Nil for a request to do anything else, and for one that is to be refused whatever the ledger says.
    init?(_ request: AccountRequested) {
        guard request.action == .open, !Part.isReserved(request.account) else { return nil }
        guard let kind = request.kind, let currency = request.currency else { return nil }
        self.account = request.account
        self.kind = kind
        self.currency = currency
        self.overdraftLimitMinor = request.overdraftLimitMinor ?? 0
    }
}
