import Payments

/// The payee's side is done.
public struct BillPaid: MessageBody {
    public static let topic = "bill.paid"

    public var payment: PaymentID
    public var kind: PaymentKind
    public var payer: AccountID
    public var payee: AccountID
    /// In the currency's minor units.
    public var amountMinor: Int64
    public var currency: Currency
    /// What the biller calls its receipt, at most 140 bytes.
    public var receipt: String?
    /// The payer's words to the payee, at most 140 bytes.
    public var reference: String?

    public init(
        payment: PaymentID, kind: PaymentKind, payer: AccountID, payee: AccountID, amountMinor: Int64,
        currency: Currency, receipt: String? = nil, reference: String? = nil
    ) {
        self.payment = payment
        self.kind = kind
        self.payer = payer
        self.payee = payee
        self.amountMinor = amountMinor
        self.currency = currency
        self.receipt = receipt
        self.reference = reference
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.kind = try fields.paymentKind()
        self.payer = try fields.account("payer")
        self.payee = try fields.account("payee")
        self.amountMinor = try fields.amountMinor()
        self.currency = try fields.currency()
        self.receipt = try fields.shortText("receipt")
        self.reference = try fields.shortText("reference")
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("payment", payment)
        writer.field("kind", kind)
        writer.field("payer", payer)
        writer.field("payee", payee)
        writer.field("amount_minor", amountMinor)
        writer.field("currency", currency)
        writer.field("receipt", receipt)
        writer.field("reference", reference)
    }

    public var key: String { payee.text }
    public var subject: String { payment.description }
}
