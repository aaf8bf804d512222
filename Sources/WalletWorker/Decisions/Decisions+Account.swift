import Messages
import Payments

/// Accounts are opened, frozen, unfrozen and closed, and get other limits. Asking twice changes nothing the second
/// time.
extension Decisions {
    mutating func decide(_ request: AccountRequested, item: Int) {
        switch request.action {
        case .open: open(request, item: item)
        case .freeze: change(request, to: .frozen, item: item)
        case .unfreeze: change(request, to: .open, item: item)
        case .close: change(request, to: .closed, item: item)
        case .setLimit: setLimit(request, item: item)
        }
    }

    private mutating func open(_ request: AccountRequested, item: Int) {
        guard !Part.isReserved(request.account) else {
            return deadLetter(item, "account_reserved", "the ledger keeps ids of this form for itself")
        }
        guard let opening = Opening(request) else {
            return deadLetter(item, "missing_field", "an account is opened with a kind and a currency")
        }
        guard let place = book.placeOfAny(request.account) else {
            missing.locked.insert(request.account.text)
            return
        }
        // Its row was made when the batch was read. For everybody else in the batch it exists from here on.
        if !book[place].isOpened {
            book[place].isOpened = true
            return
        }
        let account = book[place]
        let isSame =
            account.kind == opening.kind && account.currency == opening.currency
            && (request.overdraftLimitMinor ?? account.openingLimitMinor) == account.openingLimitMinor
        // A replay of the same request finds the account as it became since, closed perhaps; nothing is changed.
        if !isSame { deadLetter(item, "account_conflict", "the account exists with another kind, currency or limit") }
    }

    private mutating func change(_ request: AccountRequested, to state: AccountState, item: Int) {
        guard let place = book.place(of: request.account) else {
            return deadLetter(item, "account_not_found", "there is no such account")
        }
        let account = book[place]
        guard account.state != state else { return }
        guard account.state != .closed else {
            return deadLetter(item, "account_closed", "a closed account stays closed")
        }
        // An external account's balance is what came in from there: it says nothing about whether more may come.
        guard state != .closed || account.kind == .external || account.balanceMinor == 0 else {
            return deadLetter(item, "account_not_empty", "an account is closed when nothing is left in it")
        }
        book[place].state = state
        book[place].hasNewState = true
    }

    /// Of money that may move: an account outside has no limit, and one that is closed no use for it.
    private mutating func setLimit(_ request: AccountRequested, item: Int) {
        guard let place = book.place(of: request.account) else {
            return deadLetter(item, "account_not_found", "there is no such account")
        }
        guard let limit = request.overdraftLimitMinor else {
            return deadLetter(item, "missing_field", "a limit is set with overdraft_limit_minor")
        }
        let account = book[place]
        guard account.overdraftLimitMinor != limit else { return }
        guard account.state != .closed else {
            return deadLetter(item, "account_closed", "a closed account stays closed")
        }
        guard account.kind != .external else {
            return deadLetter(item, "kind_not_allowed", "an account outside has no limit")
        }
        guard account.balanceMinor >= -limit else {
            return deadLetter(item, "limit_in_use", "the account is further below zero than the limit would allow")
        }
        book[place].overdraftLimitMinor = limit
        book[place].hasNewLimit = true
    }
}
