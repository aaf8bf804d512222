import Payments
import TestSupport
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "RFC 3339 is read to the microsecond",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000001Z", 1), ("1969-12-31T23:59:59.999999Z", -1),
            ("2026-11-21T09:30:00Z", 1_795_253_400_000_000), ("2026-11-21T09:30:00.125Z", 1_795_253_400_125_000),
            ("2026-11-21T10:30:00+01:00", 1_795_253_400_000_000), ("2026-11-21T04:00:00-05:30", 1_795_253_400_000_000),
            ("2026-11-21t09:30:00z", 1_795_253_400_000_000), ("2026-11-21T09:30:00-00:00", 1_795_253_400_000_000),
            ("2026-11-21T09:30:00.1Z", 1_795_253_400_100_000), ("2026-11-21T09:30:00.1234567Z", 1_795_253_400_123_456),
            ("2026-11-21T09:30:00.123456999Z", 1_795_253_400_123_456), ("2000-02-29T00:00:00Z", 951_782_400_000_000),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
            ("2017-01-01T00:59:60+01:00", 1_483_228_800_000_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ] as [(String, Int64)])
    func parsing(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(
        "nonsense is refused",
        arguments: [
            "", "now", "2026-11-21", "2026-11-21T09:30:00", "2026-11-21 09:30:00Z", "2026-11-21T09:30Z",
            "2026-11-21T9:30:00Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "2026-11-21T09:30:61Z", "2026-11-21T09:30:60Z",
            "2016-12-31T23:59:60+01:00", "2026-11-21T09:30:00.Z", "2026-11-21T09:30:00.1234567890Z",
            "2026-11-21T09:30:00,5Z", "2026-11-21T09:30:00+0100", "2026-11-21T09:30:00+01", "2026-11-21T09:30:00+24:00",
            "2026-11-21T09:30:00+01:60", "2026-11-21T09:30:00ZZ", " 2026-11-21T09:30:00Z", "2026-11-21T09:30:00Z ",
            "+2026-11-21T09:30:00Z", "-026-11-21T09:30:00Z", "12026-11-21T09:30:00Z", "0000-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00", "２０２６-11-21T09:30:00Z", "20261121T093000Z",
        ])
    func nonsense(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(
        "a time is written in UTC with none, three or six digits of a second",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"), (125_000, "1970-01-01T00:00:00.125Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"), (1_795_253_400_000_100, "2026-11-21T09:30:00.000100Z"),
            (-62_167_219_200_000_000, "0000-01-01T00:00:00Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ] as [(Int64, String)])
    func formatting(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
    }

    @Test("reading what was written gives the same moment, over all years")
    func roundTrip() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<10_000 {
            let range: ClosedRange<Int64> = -62_167_219_200_000_000...253_402_300_799_999_999
            let time = Timestamp(microseconds: Int64.random(in: range, using: &random))
            #expect(Timestamp(time.description) == time)
        }
    }

    @Test("each day of four centuries follows the one before it")
    func everyDay() {
        var expected: Int64 = 0
        for year in 1970..<2370 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...days {
                    let text = "\(year)-\(padded(month + 1))-\(padded(day))T00:00:00Z"
                    #expect(Timestamp(text)?.microseconds == expected)
                    expected += 86_400_000_000
                }
            }
        }
    }

    @Test("any offset names the same moment as its local time less the offset")
    func offsets() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<10_000 {
            let minutes = Int64.random(in: -1439...1439, using: &random)
            let seconds = Int64.random(in: 0...4_000_000_000, using: &random)
            let local = Timestamp(microseconds: (seconds + minutes * 60) * 1_000_000).description.dropLast()
            let offset = "\(minutes < 0 ? "-" : "+")\(padded(abs(minutes) / 60)):\(padded(abs(minutes) % 60))"
            #expect(Timestamp(local + offset)?.microseconds == seconds * 1_000_000)
        }
    }

    @Test("now is between two readings and later than this code")
    func now() {
        let first = Timestamp.now()
        #expect(first <= Timestamp.now())
        #expect(first > Timestamp(microseconds: 1_760_000_000_000_000))
    }

    private func padded(_ number: some BinaryInteger) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
