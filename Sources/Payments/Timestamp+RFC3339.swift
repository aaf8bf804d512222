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
    /// In UTC, with none, three or six digits of a second, as many as are needed. Meant for the years 0000 to 9999.
    public var description: String {
        let (seconds, fraction) = microseconds.flooredDivision(by: 1_000_000)
        let (days, secondOfDay) = seconds.flooredDivision(by: Calendar.secondsPerDay)
        let date = Calendar.date(daysSinceEpoch: days)
        return String(unsafeUninitializedCapacity: 32) { buffer in
            var writer = TimeWriter(buffer: buffer)
            writer.number(date.year, digits: 4, then: "-")
            writer.number(date.month, digits: 2, then: "-")
            writer.number(date.day, digits: 2, then: "T")
            writer.number(secondOfDay / 3600, digits: 2, then: ":")
            writer.number(secondOfDay / 60 % 60, digits: 2, then: ":")
            writer.number(secondOfDay % 60, digits: 2, then: fraction == 0 ? "Z" : ".")
            if fraction % 1000 != 0 {
                writer.number(fraction, digits: 6, then: "Z")
            } else if fraction != 0 {
                writer.number(fraction / 1000, digits: 3, then: "Z")
            }
            return writer.count
        }
    }
}

/// Fills a buffer with numbers and what stands between them.
private struct TimeWriter {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    var count = 0

    mutating func number(_ number: Int64, digits: Int, then separator: Unicode.Scalar) {
        var rest = number.magnitude
        for position in (count..<(count + digits)).reversed() {
            buffer[position] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        buffer[count + digits] = UInt8(ascii: separator)
        count += digits + 1
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
