import Payments

/// The money has left clearing, and where to.
public struct WalletCredited: MessageBody {
    public static let topic = "wallet.credited"

    public enum Outcome: String, Sendable, CaseIterable {
        /// To the payee.
        case settled
        /// Back to the payer.
        case refunded
        /// To suspense: neither could take it.
        case suspended
    }

    public var payment: PaymentID
    public var kind: PaymentKind
    public var outcome: Outcome
    /// Where the money is now.
    public var account: AccountID
    public var payer: AccountID
    public var payee: AccountID
    /// In the currency's minor units.
    public var amountMinor: Int64
    public var currency: Currency
    /// Why it did not go to the payee.
    public var reason: ReasonCode?
    /// The payer's words to the payee, at most 140 bytes.
    public var reference: String?
    /// Of a repetition: when it was decided first. A repetition is about then and not about now.
    public var decidedAt: Timestamp?

    public init(
        payment: PaymentID, kind: PaymentKind, outcome: Outcome, account: AccountID, payer: AccountID,
        payee: AccountID, amountMinor: Int64, currency: Currency, reason: ReasonCode? = nil,
        reference: String? = nil, decidedAt: Timestamp? = nil
    ) {
        self.payment = payment
        self.kind = kind
        self.outcome = outcome
        self.account = account
        self.payer = payer
        self.payee = payee
        self.amountMinor = amountMinor
        self.currency = currency
        self.reason = reason
        self.reference = reference
        self.decidedAt = decidedAt
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.kind = try fields.paymentKind()
        self.outcome = try fields.required("outcome", fields.choice("outcome"))
        self.account = try fields.account("account")
        self.payer = try fields.account("payer")
        self.payee = try fields.account("payee")
        self.amountMinor = try fields.amountMinor()
        self.currency = try fields.currency()
        self.reason = try fields.choice("reason")
        self.reference = try fields.shortText("reference")
        self.decidedAt = try fields.time("decided_at")
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("payment", payment)
        writer.field("kind", kind)
        writer.field("outcome", outcome)
        writer.field("account", account)
        writer.field("payer", payer)
        writer.field("payee", payee)
        writer.field("amount_minor", amountMinor)
        writer.field("currency", currency)
        writer.field("reason", reason)
        writer.field("reference", reference)
        writer.field("decided_at", decidedAt)
    }

    public var key: String { account.text }
    public var subject: String { payment.description }
}
