import Payments

/// The money has left the payer and is held in clearing.
public struct WalletDebited: MessageBody {
    public static let topic = "wallet.debited"

    public var payment: PaymentID
    public var kind: PaymentKind
    public var payer: AccountID
    public var payee: AccountID
    /// In the currency's minor units.
    public var amountMinor: Int64
    public var currency: Currency
    /// What the biller calls the bill, at most 140 bytes.
    public var bill: String?
    /// The payer's words to the payee, at most 140 bytes.
    public var reference: String?
    /// Of a repetition: when it was decided first. A repetition is about then and not about now.
    public var decidedAt: Timestamp?

    public init(
        payment: PaymentID, kind: PaymentKind, payer: AccountID, payee: AccountID, amountMinor: Int64,
        currency: Currency, bill: String? = nil, reference: String? = nil, decidedAt: Timestamp? = nil
    ) {
        self.payment = payment
        self.kind = kind
        self.payer = payer
        self.payee = payee
        self.amountMinor = amountMinor
        self.currency = currency
        self.bill = bill
        self.reference = reference
        self.decidedAt = decidedAt
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.kind = try fields.paymentKind()
        self.payer = try fields.account("payer")
        self.payee = try fields.account("payee")
        self.amountMinor = try fields.amountMinor()
        self.currency = try fields.currency()
        self.bill = try fields.shortText("bill")
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
        writer.field("bill", bill)
        writer.field("reference", reference)
        writer.field("decided_at", decidedAt)
    }

    public var key: String { payment.description }
    public var subject: String { payment.description }
}
