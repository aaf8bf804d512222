import Payments

/// How a biller is reached.
public struct BillerUpdated: MessageBody {
    public static let topic = "biller.updated"

    public var account: AccountID
    /// At most 140 bytes.
    public var name: String
    /// Base URL, http or https, at most 2048 bytes, without user, query and fragment.
    public var endpoint: String
    /// The only currency it takes; nil: any.
    public var currency: Currency?
    /// A biller that is not enabled gets no payments.
    public var enabled: Bool

    public init(
        account: AccountID, name: String, endpoint: String, currency: Currency? = nil, enabled: Bool = true
    ) {
        self.account = account
        self.name = name
        self.endpoint = endpoint
        self.currency = currency
        self.enabled = enabled
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.account = try fields.account("account")
        self.name = try fields.required("name", fields.shortText("name"))
        self.endpoint = try fields.required("endpoint", fields.parsed("endpoint", BillerUpdated.endpoint))
        self.currency = try fields.optionalCurrency()
        self.enabled = try fields.bool("enabled") ?? true
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("account", account)
        writer.field("name", name)
        writer.field("endpoint", endpoint)
        writer.field("currency", currency)
        writer.field("enabled", enabled)
    }

    public var key: String { account.text }

    private static func endpoint(_ bytes: UnsafeRawBufferPointer) -> String? {
        WebAddress(utf8: bytes).flatMap { $0.hasQuery ? nil : $0.text }
    }
}
