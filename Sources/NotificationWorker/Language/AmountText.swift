import Payments

/// An amount as people of a language read it: `1,234.50 EUR`, `1.234,50 EUR`, `1 234 JPY`. No floating point.
struct AmountText: Sendable {
    var decimalMark: String
    var groupMark: String

    func format(_ money: Money) -> String {
        let parts = money.decimalText.split(separator: ".")
        let sign = money.amountMinor < 0 ? "-" : ""
        let whole = grouped(parts[0].dropFirst(sign.count))
        let fraction = parts.count == 2 ? decimalMark + parts[1] : ""
        return "\(sign)\(whole)\(fraction)\u{a0}\(money.currency.code)"
    }

    private func grouped(_ digits: Substring) -> String {
        var groups: [Substring] = []
        var rest = digits
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        return groups.joined(separator: groupMark)
    }
}
