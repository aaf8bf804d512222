/// A decimal text as a whole number of minor units: `25.50` with two digits is 2550. Exact, never through a float.
struct DecimalAmount {
    let minor: Int64

    /// Digits, perhaps a point and at most `digits` more. Nil for anything else: signs, exponents, spaces, commas, more
    /// digits than the currency has, or more than an Int64 holds.
    init?(_ text: String, digits: Int) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), text.utf8.count <= 24, let whole = parts.first,
            Self.isDigits(whole)
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        if parts.count == 2, !Self.isDigits(fraction) { return nil }
        guard fraction.count <= digits else { return nil }
        let padded = whole + fraction + String(repeating: "0", count: digits - fraction.count)
        guard let minor = Int64(padded) else { return nil }
        self.minor = minor
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
