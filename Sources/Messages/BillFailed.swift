import Payments

/// The payee's side cannot be done: give the money back.
public struct BillFailed: MessageBody {
    public static let topic = "bill.failed"

    public var payment: PaymentID
    public var kind: PaymentKind
    public var payer: AccountID
    public var payee: AccountID
    /// In the currency's minor units.
    public var amountMinor: Int64
    public var currency: Currency
    public var reason: ReasonCode
    /// The payer's words to the payee, at most 140 bytes.
    public var reference: String?

    public init(
        payment: PaymentID, kind: PaymentKind, payer: AccountID, payee: AccountID, amountMinor: Int64,
        currency: Currency, reason: ReasonCode, reference: String? = nil
    ) {
        self.payment = payment
        self.kind = kind
        self.payer = payer
        self.payee = payee
        self.amountMinor = amountMinor
        self.currency = currency
        self.reason = reason
        self.reference = reference
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.kind = try fields.paymentKind()
        self.payer = try fields.account("payer")
        self.payee = try fields.account("payee")
        self.amountMinor = try fields.amountMinor()
        self.currency = try fields.currency()
        self.reason = try fields.reason()
        self.reference = try fields.shortText("reference")
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("payment", payment)
        writer.field("kind", kind)
        writer.field("payer", payer)
        writer.field("payee", payee)
        writer.field("amount_minor", amountMinor)
        writer.field("currency", currency)
        writer.field("reason", reason)
        writer.field("reference", reference)
    }

    public var key: String { payer.text }
    public var subject: String { payment.description }
}
