import Messages
import Payments

/// Departures: suspended money leaves suspense for an account that an operator names. The amount is the ledger's own.
///
/// Nothing is published: the payment's life ended when its money was suspended. Asking twice moves nothing twice.
extension Decisions {
    mutating func decide(_ request: ReleaseRequested, item: Int, lane: Int32) {
        guard let hold = suspended(request, item: item) else { return }
        if Part.isReserved(request.account) {
            return deadLetter(item, "account_reserved", "the ledger keeps accounts of this form for itself")
        }
        guard let account = book.place(of: request.account) else {
            return deadLetter(item, "account_not_found", "there is no such account")
        }
        let refusal = AccountRules.credit(
            account: book[account].snapshot, amountMinor: hold.amountMinor, currency: hold.currency)
        if let refusal {
            return deadLetter(item, refusal.code, "the account cannot take the money; it stays in suspense")
        }
        let suspense = place(of: .suspense(hold.currency, lane: lane))
        let isOutside = book[account].kind == .external
        let target = isOutside ? place(of: .external(request.account, lane: lane)) : account
        guard let suspense, let target else { return }
        guard let sides = book.move(hold.amountMinor, from: suspense, to: target) else {
            return deadLetter(item, "balance_overflow", "a balance would not fit 64 bits; the money stays in suspense")
        }
        departures.append(
            Movement(
                payment: request.payment, kind: hold.kind, amountMinor: hold.amountMinor, currency: hold.currency,
                debit: sides.debit, credit: sides.credit, beneficiaryKey: book[account].key, purpose: .departure))
        book.payments[request.payment]?.departedTo = request.account
    }

    /// Nil, and a dead letter where somebody has to know, when the payment has nothing in suspense.
    private mutating func suspended(_ request: ReleaseRequested, item: Int) -> KnownPayment.Hold? {
        guard let known = book.payments[request.payment], case .held(let hold) = known.decision else {
            deadLetter(item, "unknown_payment", "nothing was ever held for this payment")
            return nil
        }
        guard known.release?.outcome == .suspended else {
            deadLetter(item, "not_suspended", "the payment's money is not in suspense")
            return nil
        }
        guard let account = known.departedTo else { return hold }
        if account != request.account {
            deadLetter(item, "already_released", "the money went to another account before")
        }
        return nil
    }
}
