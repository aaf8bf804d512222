import Payments

/// Please pay.
///
/// A bad amount, an unknown currency, or a payer who is the payee can be read: that is for the wallet to reject with
/// a reason.
public struct PaymentRequested: MessageBody {
    public static let topic = "payment.requested"

    public var payment: PaymentID
    public var kind: PaymentKind
    public var payer: AccountID
    public var payee: AccountID
    /// As asked for: perhaps zero, negative or beyond every limit.
    public var amountMinor: Int64
    /// As asked for, at most eight bytes: perhaps no currency at all.
    public var currency: String
    /// What the biller calls the bill, at most 140 bytes. Required for kind bill.
    public var bill: String?
    /// The payer's words to the payee, at most 140 bytes.
    public var reference: String?
    public var requestedAt: Timestamp?

    public init(
        payment: PaymentID, kind: PaymentKind, payer: AccountID, payee: AccountID, amountMinor: Int64,
        currency: String, bill: String? = nil, reference: String? = nil, requestedAt: Timestamp? = nil
    ) {
        self.payment = payment
        self.kind = kind
        self.payer = payer
        self.payee = payee
        self.amountMinor = amountMinor
        self.currency = currency
        self.bill = bill
        self.reference = reference
        self.requestedAt = requestedAt
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.kind = try fields.paymentKind()
        self.payer = try fields.account("payer")
        self.payee = try fields.account("payee")
        self.amountMinor = try fields.uncheckedAmountMinor()
        self.currency = try fields.uncheckedCurrency()
        self.bill = try fields.shortText("bill")
        self.reference = try fields.shortText("reference")
        self.requestedAt = try fields.time("requested_at")
        if kind == .bill && bill == nil { throw MessageError(.missingField, "bill") }
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
        writer.field("requested_at", requestedAt)
    }

    /// The account of ours that the payment touches first.
    public var key: String { (kind == .topup ? payee : payer).text }
    public var subject: String { payment.description }

    /// Two requests with one payment id and one fingerprint are one request sent twice. `requested_at` is not part of
    /// it: who sends again may stamp again.
    public var fingerprint: Int64 {
        var fingerprint = Fingerprint()
        fingerprint.add(kind.rawValue)
        fingerprint.add(payer.text)
        fingerprint.add(payee.text)
        fingerprint.add(amountMinor)
        fingerprint.add(currency)
        fingerprint.add(bill)
        fingerprint.add(reference)
        return fingerprint.value
    }
}
