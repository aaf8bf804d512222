import Messages
import Payments
import Webhooks

/// What one message tells endpoints about a payment.
public struct PaymentNote: Sendable, Equatable {
    public let payment: PaymentID
    public let event: WebhookEvent
    let kind: PaymentKind
    let state: PaymentState
    let payer: AccountID
    let payee: AccountID
    let amountMinor: Int64
    /// As asked for: of a rejected payment perhaps none.
    let currency: String
    let reason: ReasonCode?
    /// The payer's words.
    let reference: String?
    /// Of what is said once more: when it happened, in microseconds since the Unix epoch.
    var repeats: Int64?

    /// Nil for a message that endpoints are not told of.
    init?(_ message: AnyMessage) {
        switch message {
        case .walletDebited(let body):
            self.init(
                payment: body.payment, event: .paymentDebited, kind: body.kind, state: .debited, payer: body.payer,
                payee: body.payee, amountMinor: body.amountMinor, currency: body.currency.code, reason: nil,
                reference: body.reference, decidedAt: body.decidedAt)
        case .walletCredited(let body):
            let (event, state) = Self.event(body.outcome)
            self.init(
                payment: body.payment, event: event, kind: body.kind, state: state, payer: body.payer,
                payee: body.payee, amountMinor: body.amountMinor, currency: body.currency.code, reason: body.reason,
                reference: body.reference, decidedAt: body.decidedAt)
        case .paymentRejected(let body):
            self.init(
                payment: body.payment, event: .paymentRejected, kind: body.kind, state: .rejected, payer: body.payer,
                payee: body.payee, amountMinor: body.amountMinor, currency: body.currency, reason: body.reason,
                reference: body.reference, decidedAt: body.decidedAt)
        default: return nil
        }
    }

    private init(
        payment: PaymentID, event: WebhookEvent, kind: PaymentKind, state: PaymentState, payer: AccountID,
        payee: AccountID, amountMinor: Int64, currency: String, reason: ReasonCode?, reference: String?,
        decidedAt: Timestamp?
    ) {
        self.payment = payment
        self.event = event
        self.kind = kind
        self.state = state
        self.payer = payer
        self.payee = payee
        self.amountMinor = amountMinor
        self.currency = currency
        self.reason = reason
        self.reference = reference
        self.repeats = decidedAt?.microseconds
    }

    private static func event(_ outcome: WalletCredited.Outcome) -> (WebhookEvent, PaymentState) {
        switch outcome {
        case .settled: (.paymentSettled, .settled)
        case .refunded: (.paymentRefunded, .refunded)
        case .suspended: (.paymentSuspended, .suspended)
        }
    }
}
