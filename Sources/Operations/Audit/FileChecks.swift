import Payments

/// What must agree between the workers about one payment.
///
/// Two kinds of rules. What a worker knows from another, the other has done: that holds at every moment. What a worker
/// did, the next one will hear of: that holds up to the horizon.
struct FileChecks {
    let horizon: Horizon
    /// All workers are seen at one moment.
    let isOneMoment: Bool
    /// Currency by currency: what the wallet holds in clearing, and what is under way by the payment worker's word.
    private(set) var held: [String: Int64] = [:]
    private(set) var underWay: [String: Int64] = [:]

    init(horizon: Horizon, isOneMoment: Bool) {
        self.horizon = horizon
        self.isOneMoment = isOneMoment
    }

    mutating func check(_ file: PaymentFile, _ findings: inout AuditFindings) {
        count(file)
        checkState(file, &findings)
        checkInvoice(file, &findings)
        checkOutcome(file, &findings)
        checkAnswer(file, &findings)
        checkMails(file, &findings)
        checkFollowed(file, &findings)
    }

    private mutating func count(_ file: PaymentFile) {
        if let wallet = file.wallet, wallet.isHeld, wallet.release == nil {
            held[wallet.currency ?? "?", default: 0] += wallet.amountMinor ?? 0
        }
        if let read = file.read, ["debited", "paid", "failed"].contains(read.state) {
            underWay[read.currency, default: 0] += read.amountMinor
        }
    }

    /// What the payment worker has heard is what the wallet did.
    private func checkState(_ file: PaymentFile, _ findings: inout AuditFindings) {
        guard let read = file.read, read.state != "requested" else { return }
        func add(_ detail: String) { findings.add(.stateOfPayment, "\(file.payment)", detail) }
        let done = file.wallet?.stage ?? "nothing"
        let isRight =
            switch read.state {
            case "rejected": done == "rejected"
            case "debited", "paid", "failed": file.wallet?.isHeld == true
            default: done == read.state
            }
        if !isRight { return add("the payment worker says \(read.state), the wallet did \(done)") }
        guard let wallet = file.wallet, wallet.isHeld else { return }
        if (wallet.amountMinor, wallet.currency, wallet.kind) != (read.amountMinor, read.currency, read.kind) {
            add("the payment worker has another amount or kind than the wallet")
        }
    }

    /// An invoice is about money that is held.
    private func checkInvoice(_ file: PaymentFile, _ findings: inout AuditFindings) {
        guard let invoice = file.invoice else { return }
        guard let wallet = file.wallet, wallet.isHeld else {
            return findings.add(.invoiceOfHold, "\(file.payment)", "an invoice, and the wallet holds nothing")
        }
        if (wallet.amountMinor, wallet.currency, wallet.kind) != (invoice.amountMinor, invoice.currency, invoice.kind) {
            findings.add(.invoiceOfHold, "\(file.payment)", "an invoice of another amount or kind than is held")
        }
    }

    /// Billing's word and the wallet's deed are one outcome.
    private func checkOutcome(_ file: PaymentFile, _ findings: inout AuditFindings) {
        guard let invoice = file.invoice, let wallet = file.wallet, let release = wallet.release else { return }
        // Money that finds its destination closed or full goes back although the payee's side was done: only a
        // transfer's can.
        let mayGoBack = invoice.kind == "transfer" && Self.closesTheWay.contains(wallet.releaseReason ?? "")
        if invoice.state == "paid", release == "refunded", !mayGoBack {
            findings.add(.oneOutcome, "\(file.payment)", "paid at the biller, and given back to the payer")
        }
        if invoice.state == "failed", release == "settled" {
            findings.add(.oneOutcome, "\(file.payment)", "refused by the biller, and settled to the payee")
        }
        if invoice.state == "open" {
            findings.add(.oneOutcome, "\(file.payment)", "\(release) by the wallet, and undecided at the biller")
        }
    }

    private static let closesTheWay: Set = [ReasonCode.accountClosed.rawValue, ReasonCode.limitExceeded.rawValue]

    private func checkMails(_ file: PaymentFile, _ findings: inout AuditFindings) {
        let told = file.read?.told ?? 0
        guard file.mails > told else { return }
        findings.add(.mailsAskedFor, "\(file.payment)", "\(file.mails) mails, \(told) people to be told")
    }
}

extension FileChecks {
    /// What was done long enough ago has been followed up.
    private func checkFollowed(_ file: PaymentFile, _ findings: inout AuditFindings) {
        func add(_ detail: String) { findings.add(.nothingForgotten, "\(file.payment)", detail) }
        if let wallet = file.wallet, horizon.covers(wallet.at) {
            let state = file.read?.state
            if state == nil || state == "requested" {
                add("\(wallet.outcome) by the wallet, not heard by the payment worker")
            }
            if wallet.isHeld, file.invoice == nil { add("held by the wallet, not heard by billing") }
        }
        if let release = file.wallet?.release, let at = file.wallet?.releasedAt, horizon.covers(at) {
            if file.read?.state != release { add("\(release) by the wallet, not heard by the payment worker") }
            if file.invoice == nil { add("\(release) by the wallet, and billing knows nothing of it") }
        }
        if let invoice = file.invoice, let at = invoice.decidedAt, horizon.covers(at), file.wallet?.release == nil {
            add("\(invoice.state) by billing, not released by the wallet")
        }
        if let read = file.read, let at = read.finalAt, horizon.covers(at), file.mails < read.told {
            add("\(read.told) people to be told, \(file.mails) mails")
        }
    }

    /// Money that went outside went by billing's word, and billing has asked for it. Of a message that another program
    /// wrote there is no attempt.
    private func checkAnswer(_ file: PaymentFile, _ findings: inout AuditFindings) {
        guard let wallet = file.wallet, let release = wallet.release, let at = wallet.releasedAt,
            isOneMoment || horizon.covers(at), wallet.kind != PaymentKind.transfer.rawValue
        else { return }
        let isForPayee = release == "settled" || release == "suspended" && file.invoice?.state != "failed"
        guard isForPayee, file.invoice?.state != "paid" || file.invoice?.wasAsked != true else { return }
        let billing = file.invoice.map { "has it as \($0.state)\($0.wasAsked ? "" : " and has not asked")" }
        let words = "\(release) by the wallet, and billing \(billing ?? "knows nothing of it")"
        findings.add(
            .answersOnRecord, rule: "paid_without_attempt", "\(file.payment)",
            "\(words): a bill.paid that billing did not write?")
    }

    /// Once every lane is idle, what is in clearing is what is under way.
    func checkClearing(_ findings: inout AuditFindings) {
        for currency in Set(held.keys).union(underWay.keys).sorted() {
            let (held, underWay) = (held[currency, default: 0], underWay[currency, default: 0])
            if held == underWay { continue }
            findings.add(
                .clearingIsInFlight, currency,
                "held \(AmountText.of(held, currency)), under way \(AmountText.of(underWay, currency))")
        }
    }
}

extension WalletPage.Row {
    var isHeld: Bool { outcome == "held" }
    /// How far the wallet is: `rejected`, `held`, `settled` ...
    var stage: String { release ?? outcome }
}
