import Kafka

/// What one committed batch leaves to publish: its messages, and where its lanes stand behind it.
struct PublishJob: Sendable {
    var rows: [OutboxRow]
    let positions: [LanePosition]
    /// When the database committed the first of it; `monotonicNanoseconds`.
    var committedAt = monotonicNanoseconds()
}

/// Where a lane stands once a job is published.
struct LanePosition: Sendable {
    let lane: Int32
    let partition: TopicPartition
    let era: String
    let nextOffset: Int64
    let lastSeq: Int64

    var committed: Position {
        Position(partition: partition, offset: nextOffset, metadata: PublishedMark(era: era, seq: lastSeq).text)
    }
}
