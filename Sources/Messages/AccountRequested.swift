import Payments

/// Open an account, or change its state.
public struct AccountRequested: MessageBody {
    public static let topic = "account.requested"

    public enum Action: String, Sendable, CaseIterable {
        case open
        case freeze
        case unfreeze
        case close
        /// Change how far below zero the balance may go.
        case setLimit = "set_limit"
    }

    public var account: AccountID
    public var action: Action
    /// Wallet, biller or external. Required to open.
    public var kind: AccountKind?
    /// Required to open.
    public var currency: Currency?
    /// How far below zero the balance may go. Required to set the limit.
    public var overdraftLimitMinor: Int64?

    public init(
        account: AccountID, action: Action, kind: AccountKind? = nil, currency: Currency? = nil,
        overdraftLimitMinor: Int64? = nil
    ) {
        self.account = account
        self.action = action
        self.kind = kind
        self.currency = currency
        self.overdraftLimitMinor = overdraftLimitMinor
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.account = try fields.account("account")
        self.action = try fields.required("action", fields.choice("action"))
        self.kind = try AccountRequested.kind(fields)
        self.currency = try fields.optionalCurrency()
        self.overdraftLimitMinor = try AccountRequested.overdraftLimit(fields)
        if action == .open && kind == nil { throw MessageError(.missingField, "kind") }
        if action == .open && currency == nil { throw MessageError(.missingField, "currency") }
        if action == .setLimit && overdraftLimitMinor == nil {
            throw MessageError(.missingField, "overdraft_limit_minor")
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("account", account)
        writer.field("action", action)
        writer.field("kind", kind)
        writer.field("currency", currency)
        writer.field("overdraft_limit_minor", overdraftLimitMinor)
    }

    public var key: String { account.text }

    /// Clearing and suspense accounts are made by the wallet itself.
    private static func kind(_ fields: FieldReader) throws(MessageError) -> AccountKind? {
        let kind: AccountKind? = try fields.choice("kind")
        switch kind {
        case nil, .wallet, .biller, .external: return kind
        case .clearing, .suspense: throw FieldReader.invalid("kind")
        }
    }

    private static func overdraftLimit(_ fields: FieldReader) throws(MessageError) -> Int64? {
        guard let limit = try fields.integer("overdraft_limit_minor") else { return nil }
        guard (0...MoneyLimits.maximumAmountMinor).contains(limit) else {
            throw FieldReader.invalid("overdraft_limit_minor")
        }
        return limit
    }
}
