import Kafka

/// A lane this process owns, as it stands after the last batch that was committed.
struct LaneState {
    let id: Int32
    let partition: TopicPartition
    /// Ties positions kept in Kafka to the cursor row; see `PublishedMark`.
    var era: String
    let epoch: Int64
    var nextOffset: Int64
    var lastSeq: Int64
    /// The outbox has nothing up to this number any more.
    var trimmedSeq: Int64 = 0
    /// Why the lane stands still; `nil` when it does not.
    var halted: String?
}

/// Finds the lanes of entries that come in runs of one lane: one look-up a run.
struct LaneRun {
    private var partition: TopicPartition?
    private var lane: LaneState?

    mutating func lane(of partition: TopicPartition, in lanes: [TopicPartition: LaneState]) -> LaneState? {
        if partition != self.partition {
            self.partition = partition
            lane = lanes[partition]
        }
        return lane
    }
}
