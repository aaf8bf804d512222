import Payments

/// Tell a person what became of a payment.
///
/// Of a rejected payment the amount and the currency are as they were asked for.
public struct NotificationSend: MessageBody {
    public static let topic = "notification.send"

    public var payment: PaymentID
    public var kind: NotificationKind
    /// The account whose owner is told.
    public var recipient: AccountID
    /// As asked for: perhaps zero, negative or beyond every limit.
    public var amountMinor: Int64
    /// As asked for, at most eight bytes: perhaps no currency at all.
    public var currency: String
    /// The account on the other side.
    public var counterparty: AccountID?
    /// The payer's words to the payee, at most 140 bytes.
    public var reference: String?
    public var reason: ReasonCode?

    public init(
        payment: PaymentID, kind: NotificationKind, recipient: AccountID, amountMinor: Int64, currency: String,
        counterparty: AccountID? = nil, reference: String? = nil, reason: ReasonCode? = nil
    ) {
        self.payment = payment
        self.kind = kind
        self.recipient = recipient
        self.amountMinor = amountMinor
        self.currency = currency
        self.counterparty = counterparty
        self.reference = reference
        self.reason = reason
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.kind = try fields.required("kind", fields.choice("kind"))
        self.recipient = try fields.account("recipient")
        self.amountMinor = try fields.uncheckedAmountMinor()
        self.currency = try fields.uncheckedCurrency()
        self.counterparty = try fields.optionalAccount("counterparty")
        self.reference = try fields.shortText("reference")
        self.reason = try fields.choice("reason")
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("payment", payment)
        writer.field("kind", kind)
        writer.field("recipient", recipient)
        writer.field("amount_minor", amountMinor)
        writer.field("currency", currency)
        writer.field("counterparty", counterparty)
        writer.field("reference", reference)
        writer.field("reason", reason)
    }

    public var key: String { recipient.text }
    public var subject: String { payment.description }
}
