import Kafka

/// How far the lanes are behind the ends of their logs, as the last fetches saw them. The engine's thread owns it.
///
/// A log ends with control records that are never delivered (a transaction leaves one in each partition it wrote to),
/// so the distance between cursor and end does not go back to zero. A lane that got nothing for some seconds, although
/// nothing kept it from reading, is taken to be at its end; what is between counts as nothing from then on.
package struct LagMeter {
    package struct Lag: Equatable {
        package var messages: Int64 = 0
        package var seconds: Double = 0

        package init(messages: Int64 = 0, seconds: Double = 0) {
            self.messages = messages
            self.seconds = seconds
        }
    }

    private struct Lane {
        var end: Int64 = 0
        var nextOffset: Int64 = 0
        /// Milliseconds of the monotonic clock: since when neither of the two has changed.
        var unchangedSince: Int64 = 0
        /// The end up to which there is nothing to deliver.
        var clearedEnd: Int64 = 0
        /// Microseconds since the Unix epoch: when there was no lag last.
        var clearAt: Int64 = 0
        /// The timestamp of the last message applied.
        var appliedTimestamp: Int64 = 0
    }

    private static let quietMilliseconds: Int64 = 5_000

    private var lanes: [TopicPartition: Lane] = [:]

    package init() {}

    /// - Parameter timestamp: of the lane's last message applied.
    package mutating func applied(_ partition: TopicPartition, timestamp: Int64) {
        lanes[partition, default: Lane()].appliedTimestamp = timestamp
    }

    /// - Parameters:
    ///   - end: the offset after the log's last; `nil` when no fetch has told it.
    ///   - isReading: whether messages would have come if there were any.
    ///   - now: microseconds since the Unix epoch.
    package mutating func measure(
        _ partition: TopicPartition, nextOffset: Int64, end: Int64?, isReading: Bool, now: Int64, monotonic: Int64
    ) -> Lag {
        var lane = lanes[partition] ?? Lane()
        if lane.clearAt == 0 { lane.clearAt = now }
        defer { lanes[partition] = lane }
        guard let end else { return Lag() }
        if end != lane.end || nextOffset != lane.nextOffset || !isReading {
            lane.end = end
            lane.nextOffset = nextOffset
            lane.unchangedSince = monotonic
        } else if monotonic - lane.unchangedSince >= Self.quietMilliseconds {
            lane.clearedEnd = end
        }
        let messages = max(end - max(nextOffset, lane.clearedEnd), 0)
        if messages == 0 {
            lane.clearAt = now
            return Lag()
        }
        // The oldest message to come is younger than the last one applied, and than the last moment without lag.
        let since = max(lane.clearAt, lane.appliedTimestamp)
        return Lag(messages: messages, seconds: max(Double(now - since) / 1_000_000, 0))
    }

    package mutating func forget(except kept: some Collection<TopicPartition>) {
        if lanes.count > kept.count { lanes = lanes.filter { kept.contains($0.key) } }
    }
}
