import CloudEvents
import Messages
import Payments

/// What is to be brought about for one debited payment, and what came of it.
struct Invoice: Sendable, Equatable {
    enum State: Sendable, Equatable {
        /// A biller was or will be asked.
        case open
        case paid(receipt: String?)
        case failed(ReasonCode)
    }

    let payment: PaymentID
    let kind: PaymentKind
    let payer: AccountID
    let payee: AccountID
    let amountMinor: Int64
    let currency: Currency
    let bill: String?
    let reference: String?
    var state: State

    /// Nobody outside is asked about a transfer: it is paid with its debit.
    init(_ message: WalletDebited) {
        payment = message.payment
        kind = message.kind
        payer = message.payer
        payee = message.payee
        amountMinor = message.amountMinor
        currency = message.currency
        bill = message.bill
        reference = message.reference
        state = message.kind == .transfer ? .paid(receipt: nil) : .open
    }

    init(
        payment: PaymentID, kind: PaymentKind, payer: AccountID, payee: AccountID, amountMinor: Int64,
        currency: Currency, bill: String?, reference: String?, state: State
    ) {
        self.payment = payment
        self.kind = kind
        self.payer = payer
        self.payee = payee
        self.amountMinor = amountMinor
        self.currency = currency
        self.bill = bill
        self.reference = reference
        self.state = state
    }

    /// Whom billing asks: a bill's biller, a top-up's source, a withdrawal's rail, nobody for a transfer.
    var biller: AccountID? {
        switch kind {
        case .transfer: nil
        case .bill, .withdrawal: payee
        case .topup: payer
        }
    }

    /// Whether the message is about the same payment as the one this was made of.
    func isSame(as message: WalletDebited) -> Bool {
        kind == message.kind && payer == message.payer && payee == message.payee
            && amountMinor == message.amountMinor && currency == message.currency && bill == message.bill
    }

    /// What the world is told; nil while it is open.
    var event: CloudEvent? {
        switch state {
        case .open:
            nil
        case .paid(let receipt):
            BillPaid(
                payment: payment, kind: kind, payer: payer, payee: payee, amountMinor: amountMinor,
                currency: currency, receipt: receipt, reference: reference
            ).event()
        case .failed(let reason):
            BillFailed(
                payment: payment, kind: kind, payer: payer, payee: payee, amountMinor: amountMinor,
                currency: currency, reason: reason, reference: reference
            ).event()
        }
    }

    func instruction(endpoint: String, traceparent: String?) -> BillerInstruction {
        BillerInstruction(
            payment: payment, kind: kind, bill: bill, account: kind == .topup ? payee : payer,
            amountMinor: amountMinor, currency: currency, reference: reference, endpoint: endpoint,
            traceparent: traceparent)
    }
}
