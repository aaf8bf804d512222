import Payments

/// The fields that many messages share.
extension FieldReader {
    /// `reference`, `bill`, `receipt` and names.
    static let maximumTextBytes = TextRules.maximumBytes
    /// A currency as text, where an unknown one is to be rejected as a matter of business.
    static let maximumCurrencyBytes = 8

    func payment() throws(MessageError) -> PaymentID {
        try required("payment", parsed("payment") { PaymentID(utf8: $0) })
    }

    func paymentKind() throws(MessageError) -> PaymentKind {
        try required("kind", choice("kind"))
    }

    func account(_ name: StaticString) throws(MessageError) -> AccountID {
        try required(name, optionalAccount(name))
    }

    func optionalAccount(_ name: StaticString) throws(MessageError) -> AccountID? {
        try parsed(name) { AccountID(utf8: $0) }
    }

    /// Within the bounds of `MoneyLimits`.
    func amountMinor() throws(MessageError) -> Int64 {
        let amount = try uncheckedAmountMinor()
        guard MoneyLimits.amountMinor.contains(amount) else { throw FieldReader.invalid("amount_minor") }
        return amount
    }

    /// Any integer, where a bad one is to be rejected as a matter of business.
    func uncheckedAmountMinor() throws(MessageError) -> Int64 {
        try required("amount_minor", integer("amount_minor"))
    }

    func currency() throws(MessageError) -> Currency {
        try required("currency", optionalCurrency())
    }

    func optionalCurrency() throws(MessageError) -> Currency? {
        try parsed("currency") { Currency(utf8: $0) }
    }

    func uncheckedCurrency() throws(MessageError) -> String {
        try required("currency", text("currency", maximumBytes: FieldReader.maximumCurrencyBytes, mayBeEmpty: true))
    }

    /// Empty is the same as absent: some producers always write the field.
    func shortText(_ name: StaticString) throws(MessageError) -> String? {
        let text = try text(name, maximumBytes: FieldReader.maximumTextBytes, mayBeEmpty: true)
        return text == "" ? nil : text
    }

    /// A moment of the years 2000 to 2199, in UTC.
    func time(_ name: StaticString) throws(MessageError) -> Timestamp? {
        try parsed(name) { bytes in Timestamp(utf8: bytes)?.ifAccepted }
    }

    /// A day of the years 2000 to 2199: another one was meant otherwise.
    func date(_ name: StaticString) throws(MessageError) -> CalendarDate? {
        try parsed(name) { bytes in CalendarDate(utf8: bytes)?.ifAccepted }
    }

    func reason() throws(MessageError) -> ReasonCode {
        try required("reason", choice("reason"))
    }

    /// One of an enumeration's raw values.
    func choice<Value: RawRepresentable>(_ name: StaticString) throws(MessageError) -> Value?
    where Value.RawValue == String {
        try parsed(name) { Value(rawValue: String(decoding: $0, as: UTF8.self)) }
    }
}
