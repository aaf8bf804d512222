import Payments

/// Nothing moved, and why.
public struct PaymentRejected: MessageBody {
    public static let topic = "payment.rejected"

    public var payment: PaymentID
    public var kind: PaymentKind
    public var payer: AccountID
    public var payee: AccountID
    /// As asked for: perhaps zero, negative or beyond every limit.
    public var amountMinor: Int64
    /// As asked for, at most eight bytes: perhaps no currency at all.
    public var currency: String
    public var reason: ReasonCode
    public var requestedAt: Timestamp?
    /// The payer's words to the payee, at most 140 bytes.
    public var reference: String?
    /// Of a repetition: when it was decided first. A repetition is about then and not about now.
    public var decidedAt: Timestamp?

    public init(
        payment: PaymentID, kind: PaymentKind, payer: AccountID, payee: AccountID, amountMinor: Int64,
        currency: String, reason: ReasonCode, requestedAt: Timestamp? = nil, reference: String? = nil,
        decidedAt: Timestamp? = nil
    ) {
        self.payment = payment
        self.kind = kind
        self.payer = payer
        self.payee = payee
        self.amountMinor = amountMinor
        self.currency = currency
        self.reason = reason
        self.requestedAt = requestedAt
        self.reference = reference
        self.decidedAt = decidedAt
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.kind = try fields.paymentKind()
        self.payer = try fields.account("payer")
        self.payee = try fields.account("payee")
        self.amountMinor = try fields.uncheckedAmountMinor()
        self.currency = try fields.uncheckedCurrency()
        self.reason = try fields.reason()
        self.requestedAt = try fields.time("requested_at")
        self.reference = try fields.shortText("reference")
        self.decidedAt = try fields.time("decided_at")
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("payment", payment)
        writer.field("kind", kind)
        writer.field("payer", payer)
        writer.field("payee", payee)
        writer.field("amount_minor", amountMinor)
        writer.field("currency", currency)
        writer.field("reason", reason)
        writer.field("requested_at", requestedAt)
        writer.field("reference", reference)
        writer.field("decided_at", decidedAt)
    }

    public var key: String { payer.text }
    public var subject: String { payment.description }
}
