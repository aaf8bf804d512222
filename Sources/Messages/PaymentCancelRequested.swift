import Payments

/// Please do not pay after all, if that is still possible.
public struct PaymentCancelRequested: MessageBody {
    public static let topic = "payment.cancel_requested"

    public var payment: PaymentID
    public var requestedAt: Timestamp?

    public init(payment: PaymentID, requestedAt: Timestamp? = nil) {
        self.payment = payment
        self.requestedAt = requestedAt
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.requestedAt = try fields.time("requested_at")
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("payment", payment)
        writer.field("requested_at", requestedAt)
    }

    /// As of `wallet.debited`, so that both meet in one process.
    public var key: String { payment.description }
    public var subject: String { payment.description }
}
