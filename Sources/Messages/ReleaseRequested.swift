import Payments

/// Take a payment's money out of suspense, and where to. An operator's word.
public struct ReleaseRequested: MessageBody {
    public static let topic = "release.requested"

    public var payment: PaymentID
    /// Where the money is to go. The amount is the ledger's.
    public var account: AccountID

    public init(payment: PaymentID, account: AccountID) {
        self.payment = payment
        self.account = account
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.payment = try fields.payment()
        self.account = try fields.account("account")
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("payment", payment)
        writer.field("account", account)
    }

    public var key: String { account.text }
    public var subject: String { payment.description }
}
