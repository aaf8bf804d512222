import CloudEvents
import Payments
import Postgres

/// A time in a report.
public struct Moment: Sendable, Hashable, Comparable, Encodable {
    public let timestamp: Timestamp

    public init(_ timestamp: Timestamp) {
        self.timestamp = timestamp
    }

    public init(_ value: Timestamptz) {
        timestamp = Timestamp(microseconds: value.microseconds)
    }

    public static func now() -> Moment { Moment(.now()) }

    public static func < (left: Moment, right: Moment) -> Bool { left.timestamp < right.timestamp }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(timestamp.description)
    }

    /// `2026-11-21 09:30:00.125`, always with three digits, so that columns line up.
    public var shown: String {
        let text = timestamp.description
        let seconds = text.prefix("2026-11-21T09:30:00".count)
        let fraction = text.dropFirst(seconds.count).dropFirst().prefix { $0.isNumber }.prefix(3)
        let digits = String(fraction) + String(repeating: "0", count: 3 - fraction.count)
        return seconds.replacing("T", with: " ") + "." + digits
    }

    /// `2026-11-21`
    var day: String { String(shown.prefix("2026-11-21".count)) }

    /// `09:30:00.125`
    var timeOfDay: String { String(shown.dropFirst("2026-11-21 ".count)) }

    /// How long before `now`, in one unit: `5 s`, `12 min`, `3 h`, `4 d`.
    public func age(at now: Moment) -> String {
        let seconds = max(0, now.timestamp.microseconds.subtractingClamped(timestamp.microseconds) / 1_000_000)
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7_200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3_600) h"
        default: return "\(seconds / 86_400) d"
        }
    }
}
