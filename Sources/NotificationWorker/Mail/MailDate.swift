import Payments

/// The Date header of RFC 5322, in UTC: `Tue, 21 Nov 2023 02:09:00 +0000`.
package enum MailDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    package static func text(_ moment: Timestamp) -> String {
        // "2023-11-21T02:09:00Z" has all but the day of the week.
        let parts = moment.description.split { "-T.Z".contains($0) }
        let month = Int(parts[1]).map { months[$0 - 1] } ?? ""
        return "\(weekday(moment)), \(parts[2]) \(month) \(parts[0]) \(parts[3]) +0000"
    }

    private static func weekday(_ moment: Timestamp) -> String {
        let day = 86_400_000_000 as Int64
        let daysSinceEpoch = moment.microseconds / day - (moment.microseconds % day < 0 ? 1 : 0)
        return days[Int((daysSinceEpoch % 7 + 7) % 7)]
    }
}
