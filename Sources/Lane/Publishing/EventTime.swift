/// RFC 3339 in UTC with microseconds, as `ce_time` wants it.
package enum EventTime {
    package static func text(microseconds: Int64) -> String {
        let seconds = microseconds.quotientRoundingDown(1_000_000)
        let days = seconds.quotientRoundingDown(86_400)
        let (year, month, day) = civil(days: days)
        let time = Int(seconds - days * 86_400)
        return String(unsafeUninitializedCapacity: 27) { bytes in
            var at = 0
            func digits(_ value: Int, _ count: Int, _ after: Character) {
                var rest = value.magnitude
                for index in stride(from: at + count - 1, through: at, by: -1) {
                    bytes[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                bytes[at + count] = after.asciiValue!
                at += count + 1
            }
            digits(year, 4, "-")
            digits(month, 2, "-")
            digits(day, 2, "T")
            digits(time / 3_600, 2, ":")
            digits(time / 60 % 60, 2, ":")
            digits(time % 60, 2, ".")
            // The second before the first one that fits is a number that does not; their difference does.
            digits(Int(microseconds &- seconds &* 1_000_000), 6, "Z")
            return at
        }
    }

    /// Days since 1970-01-01 to a date of the proleptic Gregorian calendar. Source: H. Hinnant, "chrono-Compatible
    /// Low-Level Date Algorithms", `civil_from_days`.
    private static func civil(days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted.quotientRoundingDown(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return (Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), Int(month), Int(day))
    }
}

extension Int64 {
    fileprivate func quotientRoundingDown(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
