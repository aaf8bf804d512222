/// A length of time as people write it: `500ms`, `30s`, `5min` or `5m`, `24h`, `7d`; at most a hundred years.
public struct DurationText: Equatable, Sendable, CustomStringConvertible {
    public let duration: Duration

    public init(_ duration: Duration) {
        self.duration = duration
    }

    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits) else { return nil }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        if unit.isEmpty, count == 0 {
            self.init(.zero)
            return
        }
        let name = unit == "m" ? "min" : unit
        guard let milliseconds = Self.units.first(where: { $0.name == name })?.milliseconds else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: milliseconds)
        guard !overflow, product <= Self.longestMilliseconds else { return nil }
        self.init(.milliseconds(product))
    }

    /// In the largest unit that divides it.
    public var description: String {
        let milliseconds = duration.wholeMilliseconds
        guard milliseconds != 0 else { return "0" }
        let unit = Self.units.last { milliseconds % $0.milliseconds == 0 } ?? Self.units[0]
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }

    /// A hundred years: what is longer was not meant, and would not fit where moments are counted in microseconds.
    static let longestMilliseconds: Int64 = 36_525 * 86_400_000

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
}

extension Duration {
    /// Rounded down.
    public var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
