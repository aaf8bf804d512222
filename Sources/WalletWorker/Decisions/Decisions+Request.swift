import Messages
import Payments

/// Requests: the payer's money is held, or the payment is rejected and nothing moves.
extension Decisions {
    mutating func decide(_ request: PaymentRequested, item: Int, lane: Int32) {
        let fingerprint = request.fingerprint
        if let known = book.payments[request.payment] {
            return repeatAnswer(to: request, known, isSame: known.fingerprint == fingerprint, item: item)
        }
        switch check(request) {
        case .refused(let reason): reject(request, reason, fingerprint, item: item)
        case .allowed(let parties): hold(request, parties, fingerprint, item: item, lane: lane)
        }
    }

    /// Who pays whom. For a top-up the payer is the external account itself, whose parts hold the money.
    private struct Parties {
        let payer: Int
        let payee: Int
        let currency: Currency
    }

    private enum Verdict {
        case allowed(Parties)
        case refused(ReasonCode)
    }

    private func check(_ request: PaymentRequested) -> Verdict {
        let payer = book.place(of: request.payer)
        let payee = book.place(of: request.payee)
        if let reason = RequestRules.check(
            kind: request.kind, payer: request.payer, payee: request.payee, payerKind: payer.map { book[$0].kind },
            payeeKind: payee.map { book[$0].kind }, amountMinor: request.amountMinor, currency: request.currency)
        {
            return .refused(reason)
        }
        guard let payer, let payee else { return .refused(.accountNotFound) }
        guard let currency = Currency(request.currency) else { return .refused(.unknownCurrency) }
        let reason =
            AccountRules.debit(account: book[payer].snapshot, amountMinor: request.amountMinor, currency: currency)
            ?? AccountRules.credit(account: book[payee].snapshot, amountMinor: request.amountMinor, currency: currency)
        return reason.map { .refused($0) } ?? .allowed(Parties(payer: payer, payee: payee, currency: currency))
    }

    private mutating func hold(
        _ request: PaymentRequested, _ parties: Parties, _ fingerprint: Int64, item: Int, lane: Int32
    ) {
        guard let clearing = place(of: .clearing(parties.currency, lane: lane)) else { return }
        var source = parties.payer
        if request.kind == .topup {
            guard let part = place(of: .external(request.payer, lane: lane)) else { return }
            source = part
        }
        guard let sides = book.move(request.amountMinor, from: source, to: clearing) else {
            return reject(request, .limitExceeded, fingerprint, item: item)
        }
        holds.append(
            Movement(
                payment: request.payment, kind: request.kind, amountMinor: request.amountMinor,
                currency: parties.currency, debit: sides.debit, credit: sides.credit,
                beneficiaryKey: book[parties.payee].key,
                purpose: .hold(fingerprint: fingerprint)))
        let hold = KnownPayment.Hold(
            kind: request.kind, amountMinor: request.amountMinor, currency: parties.currency, payer: request.payer,
            payee: request.payee, payerKey: sides.debit.key, payeeKey: book[parties.payee].key)
        book.payments[request.payment] = KnownPayment(fingerprint: fingerprint, decision: .held(hold))
        announceDebit(request, hold, decidedAt: nil, item: item)
    }

    private mutating func reject(
        _ request: PaymentRequested, _ reason: ReasonCode, _ fingerprint: Int64, item: Int
    ) {
        rejections.append(
            Rejection(payment: request.payment, kind: request.kind, fingerprint: fingerprint, reason: reason))
        book.payments[request.payment] = KnownPayment(fingerprint: fingerprint, decision: .rejected(reason))
        announceRejection(request, reason, decidedAt: nil, item: item)
    }

    /// A request that was decided on before. The same one gets the same answer again, and nothing moves: whoever sends
    /// again may have missed the first answer, and its readers know repetitions.
    private mutating func repeatAnswer(
        to request: PaymentRequested, _ known: KnownPayment, isSame: Bool, item: Int
    ) {
        guard isSame else {
            return deadLetter(item, "idempotency_conflict", "the payment's id was used before with other content")
        }
        switch known.decision {
        case .held(let hold): announceDebit(request, hold, decidedAt: known.decidedAt, item: item)
        case .rejected(let reason): announceRejection(request, reason, decidedAt: known.decidedAt, item: item)
        }
    }

    /// Amount and accounts are the ledger's, whatever a repetition says.
    private mutating func announceDebit(
        _ request: PaymentRequested, _ hold: KnownPayment.Hold, decidedAt: Timestamp?, item: Int
    ) {
        let debited = WalletDebited(
            payment: request.payment, kind: hold.kind, payer: hold.payer, payee: hold.payee,
            amountMinor: hold.amountMinor, currency: hold.currency, bill: request.bill, reference: request.reference,
            decidedAt: decidedAt)
        announcements.append(.debited(debited, item: item))
    }

    private mutating func announceRejection(
        _ request: PaymentRequested, _ reason: ReasonCode, decidedAt: Timestamp?, item: Int
    ) {
        let rejected = PaymentRejected(
            payment: request.payment, kind: request.kind, payer: request.payer, payee: request.payee,
            amountMinor: request.amountMinor, currency: request.currency, reason: reason,
            requestedAt: request.requestedAt, reference: request.reference, decidedAt: decidedAt)
        announcements.append(.rejected(rejected, item: item))
    }
}
