import Payments

/// Decide a payment whose outcome at its biller is not known. An operator's word.
public struct DecisionRequested: MessageBody {
    public static let topic = "decision.requested"

    public enum Outcome: String, Sendable, CaseIterable {
        /// The biller has the money.
        case paid
        /// The biller does not have it and will not take it.
        case failed
    }

    public var payment: PaymentID
    public var outcome: Outcome
    /// What the biller calls its receipt, at most 140 bytes; counts with `paid` only.
    public var receipt: String?

    public init(payment: PaymentID, outcome: Outcome, receipt: String? = nil) {
        self.payment = payment
        self.outcome = outcome
        self.receipt = receipt
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.outcome = try fields.required("outcome", fields.choice("outcome"))
        self.receipt = try fields.shortText("receipt")
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("payment", payment)
        writer.field("outcome", outcome)
        writer.field("receipt", receipt)
    }

    /// As of `wallet.debited`, so that both meet in one process.
    public var key: String { payment.description }
    public var subject: String { payment.description }
}
