/// Which numbers are taken for the time of a record.
///
/// Kafka keeps whatever a producer writes there: seconds, nanoseconds, nothing. Brokers before 4.0 refuse none of it.
/// Only a time from 2000 on and before 2200 takes part in arithmetic.
public enum RecordTime {
    /// Milliseconds since the Unix epoch.
    public static let milliseconds: ClosedRange<Int64> = 946_684_800_000...7_258_118_399_999

    /// The time itself, or the nearest that is one.
    public static func clamped(_ milliseconds: Int64) -> Int64 {
        min(max(milliseconds, self.milliseconds.lowerBound), self.milliseconds.upperBound)
    }
}
