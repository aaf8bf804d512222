/// What a person is told.
public enum NotificationKind: String, Sendable, CaseIterable {
    /// To the payer: the payee has the money.
    case paymentSettled = "payment_settled"
    /// To the payee.
    case paymentReceived = "payment_received"
    /// To the payer: the money came back.
    case paymentRefunded = "payment_refunded"
    /// To the payer: nothing moved.
    case paymentRejected = "payment_rejected"
    /// To the payer: the money is kept until someone has looked.
    case paymentSuspended = "payment_suspended"
}
