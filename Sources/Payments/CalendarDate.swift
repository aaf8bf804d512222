/// A day of the Gregorian calendar, in no time zone.
public struct CalendarDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public let daysSinceEpoch: Int32

    /// The years 2000 to 2199.
    public static let accepted =
        CalendarDate(Timestamp.accepted.lowerBound)...CalendarDate(Timestamp.accepted.upperBound)

    /// The day, if it is one that messages may name.
    public var ifAccepted: CalendarDate? { Self.accepted.contains(self) ? self : nil }

    public init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

    /// `2026-11-30`, as ISO 8601 and RFC 3339 write a date. Nil for anything else, and for days that no month has.
    public init?(_ text: String) {
        var text = text
        let parsed: CalendarDate? = text.withUTF8 { CalendarDate(utf8: UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The same text, as bytes.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        var scanner = TimeScanner(bytes: bytes)
        guard let year = scanner.number(digits: 4, in: 0...9999), scanner.skip("-"),
            let month = scanner.number(digits: 2, in: 1...12), scanner.skip("-"),
            let day = scanner.number(digits: 2, in: 1...Calendar.daysInMonth(year: year, month: month)),
            scanner.isAtEnd
        else { return nil }
        daysSinceEpoch = Int32(Calendar.daysSinceEpoch(year: year, month: month, day: day))
    }

    /// The day that it is in UTC at a moment.
    public init(_ time: Timestamp) {
        let microsecondsPerDay = Calendar.secondsPerDay * 1_000_000
        let (days, rest) = time.microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
        daysSinceEpoch = Int32(rest < 0 ? days - 1 : days)
    }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }
}

extension CalendarDate: CustomStringConvertible {
    /// Meant for the years 0000 to 9999.
    public var description: String {
        let date = Calendar.date(daysSinceEpoch: Int64(daysSinceEpoch))
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))"
    }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
    }
}
