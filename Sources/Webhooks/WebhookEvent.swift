/// What endpoints are told. The raw value is the `type` of the message.
public enum WebhookEvent: String, Sendable, CaseIterable {
    /// The money has left the payer and is held.
    case paymentDebited = "payment.debited"
    /// It has reached the payee.
    case paymentSettled = "payment.settled"
    /// It is back with the payer.
    case paymentRefunded = "payment.refunded"
    /// Neither could take it: the house keeps it until someone decides.
    case paymentSuspended = "payment.suspended"
    /// Nothing moved.
    case paymentRejected = "payment.rejected"
    /// Asked for by the endpoint's owner, to try it out.
    case ping = "webhook.ping"

    /// The ones an endpoint may ask for.
    public static let subscribable: [WebhookEvent] = allCases.filter { $0 != .ping }

    /// Where the event stands in a payment's life: a lower one is delivered first. Events with the same place exclude
    /// each other, but for what becomes of suspended money.
    public var place: Int16 {
        switch self {
        case .ping: 0
        case .paymentDebited, .paymentRejected: 1
        case .paymentSuspended: 2
        case .paymentSettled, .paymentRefunded: 3
        }
    }

    /// Whether a debit always came before.
    public var followsDebit: Bool { place > 1 }
}
