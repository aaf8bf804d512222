import Messages
import Payments

/// What every message about a payment repeats. Two messages that differ here are not about the same payment.
struct PaymentFacts: Sendable, Equatable {
    let kind: PaymentKind
    let payer: AccountID
    let payee: AccountID
    /// As asked for: perhaps out of all bounds, and then the wallet rejects the payment.
    let amountMinor: Int64
    /// As asked for.
    let currency: String
}

extension PaymentFacts {
    init(_ body: PaymentRequested) {
        self.init(
            kind: body.kind, payer: body.payer, payee: body.payee, amountMinor: body.amountMinor,
            currency: body.currency)
    }

    init(_ body: PaymentRejected) {
        self.init(
            kind: body.kind, payer: body.payer, payee: body.payee, amountMinor: body.amountMinor,
            currency: body.currency)
    }

    init(_ body: WalletDebited) {
        self.init(
            kind: body.kind, payer: body.payer, payee: body.payee, amountMinor: body.amountMinor,
            currency: body.currency.code)
    }

    init(_ body: BillPaid) {
        self.init(
            kind: body.kind, payer: body.payer, payee: body.payee, amountMinor: body.amountMinor,
            currency: body.currency.code)
    }

    init(_ body: BillFailed) {
        self.init(
            kind: body.kind, payer: body.payer, payee: body.payee, amountMinor: body.amountMinor,
            currency: body.currency.code)
    }

    init(_ body: WalletCredited) {
        self.init(
            kind: body.kind, payer: body.payer, payee: body.payee, amountMinor: body.amountMinor,
            currency: body.currency.code)
    }
}
