import Messages
import Payments

/// Releases: held money goes to the payee, back to the payer, or into suspense, by the ledger's own record of the
/// payment and never by what the message says of it.
///
/// | the payee's side | who cannot be paid               | the money goes to                     |
/// |------------------|----------------------------------|---------------------------------------|
/// | done             | -                                | the payee: settled                    |
/// | done             | the payee of a transfer          | the payer: refunded                   |
/// | done             | the payee of any other kind      | suspense, as the outside did its part |
/// | failed           | -                                | the payer: refunded                   |
/// | either           | the payer, when it is to go back | suspense                              |
extension Decisions {
    /// A held payment whose release is being decided.
    private struct Case {
        let payment: PaymentID
        let hold: KnownPayment.Hold
        let isForPayee: Bool
        let reference: String?
        let item: Int
        let lane: Int32

        var beneficiaryKey: Int64 { isForPayee ? hold.payeeKey : hold.payerKey }
        /// The payer, or the payee, is outside.
        var paysIn: Bool { RequestRules.allowedKinds(hold.kind).payer == .external }
        var paysOut: Bool { RequestRules.allowedKinds(hold.kind).payee == .external }
    }

    mutating func settle(_ paid: BillPaid, item: Int, lane: Int32) {
        guard let open = openCase(paid.payment, paid.reference, isForPayee: true, item: item, lane: lane) else {
            return
        }
        guard let payee = destination(open.hold.payee, open.hold.payeeKey, isExternal: open.paysOut, open.lane) else {
            return
        }
        guard let reason = refusal(of: payee.account, open.hold) else {
            return release(open, .settled, nil, to: payee.row, account: open.hold.payee)
        }
        switch open.hold.kind {
        case .transfer: giveBack(open, reason)
        case .bill, .topup, .withdrawal: suspend(open, reason)
        }
    }

    mutating func refund(_ failed: BillFailed, item: Int, lane: Int32) {
        guard let open = openCase(failed.payment, failed.reference, isForPayee: false, item: item, lane: lane) else {
            return
        }
        giveBack(open, failed.reason)
    }

    private mutating func giveBack(_ open: Case, _ reason: ReasonCode) {
        guard let payer = destination(open.hold.payer, open.hold.payerKey, isExternal: open.paysIn, open.lane) else {
            return
        }
        if let refusal = refusal(of: payer.account, open.hold) { return suspend(open, refusal) }
        release(open, .refunded, reason, to: payer.row, account: open.hold.payer)
    }

    /// The account that says whether it takes money, and the row that takes it: the same one, or for an external
    /// account the lane's own part of it. Nil, and noted as missing, when they were not read.
    private mutating func destination(
        _ account: AccountID, _ key: Int64, isExternal: Bool, _ lane: Int32
    ) -> (account: Int, row: Int)? {
        guard isExternal else { return lockedPlace(ofKey: key).map { ($0, $0) } }
        guard let place = book.place(of: account) else {
            missing.looked.insert(account.text)
            return nil
        }
        return self.place(of: .external(account, lane: lane)).map { (place, $0) }
    }

    private mutating func suspend(_ open: Case, _ reason: ReasonCode) {
        let part = Part.suspense(open.hold.currency, lane: open.lane)
        guard let suspense = place(of: part) else { return }
        guard let account = AccountID(part.account) else { preconditionFailure("a suspense account has a valid id") }
        release(open, .suspended, reason, to: suspense, account: account)
    }

    private func refusal(of place: Int, _ hold: KnownPayment.Hold) -> ReasonCode? {
        AccountRules.credit(account: book[place].snapshot, amountMinor: hold.amountMinor, currency: hold.currency)
    }

    private mutating func release(
        _ open: Case, _ outcome: WalletCredited.Outcome, _ reason: ReasonCode?, to place: Int, account: AccountID
    ) {
        guard let clearing = self.place(of: .clearing(open.hold.currency, lane: open.lane)) else { return }
        guard let sides = book.move(open.hold.amountMinor, from: clearing, to: place) else {
            return deadLetter(open.item, "balance_overflow", "a balance would not fit 64 bits; the money stays held")
        }
        releases.append(
            Movement(
                payment: open.payment, kind: open.hold.kind, amountMinor: open.hold.amountMinor,
                currency: open.hold.currency, debit: sides.debit, credit: sides.credit,
                beneficiaryKey: open.beneficiaryKey, purpose: .release(outcome, reason)))
        let release = KnownPayment.Release(outcome: outcome, reason: reason, isForPayee: open.isForPayee)
        book.payments[open.payment]?.release = release
        announce(release, of: open.payment, open.hold, open.reference, account: account, item: open.item)
    }
}

/// Messages about payments whose money is not held, or no longer.
extension Decisions {
    private mutating func openCase(
        _ payment: PaymentID, _ reference: String?, isForPayee: Bool, item: Int, lane: Int32
    ) -> Case? {
        guard let known = book.payments[payment] else {
            deadLetter(item, "unknown_payment", "no request of this payment was decided on")
            return nil
        }
        guard case .held(let hold) = known.decision else {
            deadLetter(item, "unknown_payment", "the payment was rejected, nothing is held")
            return nil
        }
        if let release = known.release {
            answerLate(release, of: payment, hold, reference, isForPayee: isForPayee, item: item)
            return nil
        }
        return Case(
            payment: payment, hold: hold, isForPayee: isForPayee, reference: reference, item: item, lane: lane)
    }

    /// The money has gone already and stays where it is. A message that says the same again gets the same answer; one
    /// that contradicts where the money went is for people to look at.
    private mutating func answerLate(
        _ release: KnownPayment.Release, of payment: PaymentID, _ hold: KnownPayment.Hold, _ reference: String?,
        isForPayee: Bool, item: Int
    ) {
        if !isForPayee && release.isForPayee && release.outcome != .refunded {
            return deadLetter(item, "already_settled", "the payee's side was done before it was said to have failed")
        }
        if isForPayee && !release.isForPayee {
            deadLetter(item, "already_refunded", "the payee's side failed before it was said to be done")
        }
        announce(release, of: payment, hold, reference, account: account(of: release, hold), item: item)
    }

    private func account(of release: KnownPayment.Release, _ hold: KnownPayment.Hold) -> AccountID {
        switch release.outcome {
        case .settled: return hold.payee
        case .refunded: return hold.payer
        case .suspended:
            let suspense = AccountID(Part.suspense(hold.currency, lane: 0).account)
            guard let suspense else { preconditionFailure("a suspense account has a valid id") }
            return suspense
        }
    }

    private mutating func announce(
        _ release: KnownPayment.Release, of payment: PaymentID, _ hold: KnownPayment.Hold, _ reference: String?,
        account: AccountID, item: Int
    ) {
        let credited = WalletCredited(
            payment: payment, kind: hold.kind, outcome: release.outcome, account: account, payer: hold.payer,
            payee: hold.payee, amountMinor: hold.amountMinor, currency: hold.currency, reason: release.reason,
            reference: reference, decidedAt: release.at)
        announcements.append(.credited(credited, item: item))
    }
}
