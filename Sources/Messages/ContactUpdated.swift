import Payments

/// Where an account's owner is reached. Personal data: compacted, so that only the latest stays.
public struct ContactUpdated: MessageBody {
    public static let topic = "contact.updated"

    public var account: AccountID
    /// At most 254 bytes, of the form HTML's e-mail fields accept.
    public var email: String
    /// At most 140 bytes.
    public var name: String?
    /// A language tag, as `en` or `pt-BR`.
    public var locale: String

    public init(
        account: AccountID, email: String, name: String? = nil, locale: String = "en"
    ) {
        self.account = account
        self.email = email
        self.name = name
        self.locale = locale
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.account = try fields.account("account")
        self.email = try fields.required("email", fields.parsed("email", ContactRules.email))
        self.name = try fields.shortText("name")
        self.locale = try fields.parsed("locale", ContactRules.locale) ?? "en"
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("account", account)
        writer.field("email", email)
        writer.field("name", name)
        writer.field("locale", locale)
    }

    public var key: String { account.text }
}
