import Payments

/// Where an account's owner is reached. Personal data: compacted, so that only the latest stays.
public struct ContactUpdated: MessageBody {
    public static let topic = "contact.updated"

    public var account: AccountID
    /// A `MailAddress`: at most 254 bytes.
    public var email: String
    /// At most 140 bytes.
    public var name: String?
    /// A language tag, as `en` or `pt-BR`.
    public var locale: String
    /// Whether the owner has shown that the address is theirs. To an address of which that is not known, no mail about
    /// payments is sent.
    public var confirmed: Bool

    public init(
        account: AccountID, email: String, name: String? = nil, locale: String = "en", confirmed: Bool = true
    ) {
        self.account = account
        self.email = email
        self.name = name
        self.locale = locale
        self.confirmed = confirmed
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.account = try fields.account("account")
        self.email = try fields.required("email", fields.parsed("email") { MailAddress(utf8: $0) }).text
        self.name = try fields.shortText("name")
        self.locale = try fields.parsed("locale", ContactRules.locale) ?? "en"
        self.confirmed = try fields.bool("confirmed") ?? true
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("account", account)
        writer.field("email", email)
        writer.field("name", name)
        writer.field("locale", locale)
        if !confirmed { writer.field("confirmed", confirmed) }
    }

    public var key: String { account.text }
}
