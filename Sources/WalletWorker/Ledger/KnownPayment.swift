import Messages
import Payments

/// What the ledger has decided about a payment so far.
struct KnownPayment {
    /// Its money is, or was, in clearing.
    struct Hold {
        let kind: PaymentKind
        let amountMinor: Int64
        let currency: Currency
        let payer: AccountID
        let payee: AccountID
        /// The row the money came from: the payer's, or a part of it.
        let payerKey: Int64
        let payeeKey: Int64
    }

    struct Release {
        let outcome: WalletCredited.Outcome
        let reason: ReasonCode?
        /// The payee's side was done. False: it could not be done, and the money was meant to go back.
        let isForPayee: Bool
        /// When it was decided, if not by this batch.
        var at: Timestamp?
    }

    enum Decision {
        case held(Hold)
        case rejected(ReasonCode)
    }

    /// Of the request that was decided on.
    let fingerprint: Int64
    let decision: Decision
    /// When it was decided, if not by this batch.
    var decidedAt: Timestamp?
    var release: Release?
    /// Where its money went from suspense.
    var departedTo: AccountID?
}
