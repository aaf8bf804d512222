import Payments
import Testing

@Suite("Days")
struct CalendarDateTests {
    @Test(
        "a day is read and written as ISO 8601 has it",
        arguments: ["1970-01-01", "2026-11-30", "2028-02-29", "2000-02-29", "0000-01-01", "9999-12-31", "1969-12-31"])
    func written(text: String) throws {
        #expect(try #require(CalendarDate(text)).description == text)
    }

    @Test(
        "what is no day is none",
        arguments: [
            "", "2026-11-31", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20261130",
            "2026-11-30T00:00:00Z", "2026-11-30 ", "+2026-11-30", "30.11.2026", "2026-11-3٠",
        ])
    func refused(text: String) { #expect(CalendarDate(text) == nil) }

    @Test("days follow each other, one a day")
    func order() throws {
        let first = try #require(CalendarDate("1899-12-31"))
        var last = first
        for number in 1...100_000 {
            let next = CalendarDate(daysSinceEpoch: first.daysSinceEpoch + Int32(number))
            #expect(last < next && CalendarDate(next.description) == next && last.description < next.description)
            last = next
        }
    }

    @Test(
        "a moment's day is that of UTC, also before 1970",
        arguments: [
            ("2026-11-30T23:59:59.999999Z", "2026-11-30"), ("2026-12-01T00:00:00Z", "2026-12-01"),
            ("2026-12-01T00:30:00+01:00", "2026-11-30"), ("1969-12-31T23:59:59Z", "1969-12-31"),
            ("1969-12-31T00:00:00Z", "1969-12-31"),
        ])
    func moments(time: String, day: String) throws {
        #expect(CalendarDate(try #require(Timestamp(time))).description == day)
    }
}
