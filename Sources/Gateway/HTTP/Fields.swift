import Messages
import Payments

/// The members of a request's JSON object. What nobody asked for is refused: a misspelled field must not be lost.
final class Fields {
    private let members: [String: JSONValue]
    private var asked: Set<String> = []

    init(_ object: JSONObject) { members = object.members }

    /// A text of 1 to `most` bytes without control characters.
    func text(_ name: String, most: Int = TextRules.maximumBytes) throws(Problem) -> String {
        guard let text = try optionalText(name, most: most) else { throw Problem(.missingField, field: name) }
        return text
    }

    func optionalText(_ name: String, most: Int = TextRules.maximumBytes) throws(Problem) -> String? {
        switch try value(name) {
        case nil: return nil
        case .text(let text)?:
            guard (1...most).contains(text.utf8.count), TextRules.isPlainLine(text) else {
                throw .invalid(name, "1 to \(most) bytes without control characters")
            }
            return text
        default: throw .invalid(name, "must be a text")
        }
    }

    func account(_ name: String) throws(Problem) -> AccountID {
        guard let account = AccountID(try text(name)) else { throw .invalid(name, "must be an account's id") }
        return account
    }

    func optionalCurrency(_ name: String = "currency") throws(Problem) -> Currency? {
        guard let code = try optionalText(name) else { return nil }
        guard let currency = Currency(code) else { throw .invalid(name, "must be a currency of ISO 4217") }
        return currency
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, standard: Choice?
    ) throws(Problem) -> Choice {
        guard let text = try optionalText(name) else {
            guard let standard else { throw Problem(.missingField, field: name) }
            return standard
        }
        guard let choice = Choice(rawValue: text) else {
            throw .invalid(name, "must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }

    func texts(_ name: String) throws(Problem) -> [String] {
        guard let value = try value(name) else { throw Problem(.missingField, field: name) }
        guard case .list(let list) = value else { throw .invalid(name, "must be a list of texts") }
        var texts: [String] = []
        for case .text(let text) in list { texts.append(text) }
        guard texts.count == list.count, !texts.isEmpty else { throw .invalid(name, "must be a list of texts") }
        return texts
    }

    func optionalTexts(_ name: String) throws(Problem) -> [String]? {
        try value(name) == nil ? nil : texts(name)
    }

    func optionalFlag(_ name: String) throws(Problem) -> Bool? {
        switch try value(name) {
        case nil: return nil
        case .flag(let flag)?: return flag
        default: throw .invalid(name, "must be true or false")
        }
    }

    func optionalInteger(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        switch try value(name) {
        case nil: return nil
        case .integer(let number)? where range.contains(number): return number
        case .number(let number)?:
            // 5.0 is a whole number to JSON Schema, and to programs that have but one kind of number.
            if let whole = Int64(exactly: number), range.contains(whole) { return whole }
            throw Self.invalidInteger(name, in: range)
        default: throw Self.invalidInteger(name, in: range)
        }
    }

    private static func invalidInteger(_ name: String, in range: ClosedRange<Int64>) -> Problem {
        .invalid(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }

    /// `amount`, a decimal text in the currency's units, or `amount_minor`, a whole number of its smallest units; both
    /// when they agree. A JSON number as `amount` is refused: many programs read those as floating point.
    func amountMinor(in currency: Currency) throws(Problem) -> Int64 {
        guard let amount = try optionalAmountMinor(in: currency) else { throw Problem(.missingField, field: "amount") }
        return amount
    }

    /// The same where the amount may be known without being said.
    func optionalAmountMinor(in currency: Currency) throws(Problem) -> Int64? {
        let minor = try optionalInteger("amount_minor", in: MoneyLimits.amountMinor)
        guard let value = try value("amount") else { return minor }
        guard case .text(let text) = value else { throw Self.invalidAmount(in: currency) }
        guard let decimal = DecimalAmount(text, digits: currency.minorDigits) else {
            if DecimalAmount(text, digits: 18) != nil {
                throw .invalid("amount", "\(currency.code) has \(currency.minorDigits) digits after the point")
            }
            throw Self.invalidAmount(in: currency)
        }
        let limits = MoneyLimits.amountMinor
        guard decimal.minor >= limits.lowerBound else { throw .invalid("amount", "must be more than 0") }
        guard decimal.minor <= limits.upperBound else {
            let most = Money(amountMinor: limits.upperBound, currency: currency).decimalText
            throw .invalid("amount", "must be at most \(most)")
        }
        if let minor, minor != decimal.minor { throw .invalid("amount_minor", "is another amount than amount") }
        return decimal.minor
    }

    private static func invalidAmount(in currency: Currency) -> Problem {
        .invalid("amount", "must be a text like \(Money(amountMinor: 1250, currency: currency).decimalText)")
    }

    /// To be called when all fields were asked for.
    func noMore() throws(Problem) {
        if let name = members.keys.filter({ !asked.contains($0) }).min() {
            // A stranger's word is not repeated at any length.
            throw Problem(.unknownField, field: String(name.prefix(40)))
        }
    }

    /// Nil when it is not there. Null is no value of any field.
    private func value(_ name: String) throws(Problem) -> JSONValue? {
        asked.insert(name)
        guard let value = members[name] else { return nil }
        if value == .null { throw .invalid(name, "must not be null; leave it out") }
        return value
    }
}
