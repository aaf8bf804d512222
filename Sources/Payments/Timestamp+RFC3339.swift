/// RFC 3339, as `2026-11-21T09:30:00.125Z` or `2026-11-21T10:30:00+01:00`.
extension Timestamp {
    /// Fractions of up to nine digits are cut to microseconds. A leap second (`23:59:60` in UTC) is read as the
    /// second after it. Nil for anything the RFC does not allow, and for times outside the years 0000 to 9999 in UTC.
    public init?(_ text: String) {
        var text = text
        let parsed: Timestamp? = text.withUTF8 { Timestamp(utf8: UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The same text, as bytes.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        var scanner = TimeScanner(bytes: bytes)
        guard let year = scanner.number(digits: 4, in: 0...9999), scanner.skip("-"),
            let month = scanner.number(digits: 2, in: 1...12), scanner.skip("-"),
            let day = scanner.number(digits: 2, in: 1...Calendar.daysInMonth(year: year, month: month)),
            scanner.skip("T", or: "t"),
            let hour = scanner.number(digits: 2, in: 0...23), scanner.skip(":"),
            let minute = scanner.number(digits: 2, in: 0...59), scanner.skip(":"),
            let second = scanner.number(digits: 2, in: 0...60),
            let fraction = scanner.fractionMicroseconds(),
            let offset = scanner.offsetSeconds(), scanner.isAtEnd
        else { return nil }
        let days = Calendar.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * Calendar.secondsPerDay + hour * 3600 + minute * 60 + second - offset
        if second == 60 && seconds % Calendar.secondsPerDay != 0 { return nil }
        guard (Timestamp.firstSecond...Timestamp.lastSecond).contains(seconds) else { return nil }
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    private static let firstSecond = Calendar.daysSinceEpoch(year: 0, month: 1, day: 1) * Calendar.secondsPerDay
    private static let lastSecond = Calendar.daysSinceEpoch(year: 10_000, month: 1, day: 1) * Calendar.secondsPerDay - 1
}

extension Timestamp: CustomStringConvertible {
    /// In UTC, with none, three or six digits of a second, as many as are needed.
    public var description: String {
        let (seconds, fraction) = microseconds.flooredDivision(by: 1_000_000)
        let (days, secondOfDay) = seconds.flooredDivision(by: Calendar.secondsPerDay)
        let date = Calendar.date(daysSinceEpoch: days)
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        text += "T\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
        if fraction % 1000 != 0 {
            text += ".\(padded(fraction, 6))"
        } else if fraction != 0 {
            text += ".\(padded(fraction / 1000, 3))"
        }
        return text + "Z"
    }

    private func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
