/// A lane as an operator sees it: its database's side and Kafka's together.
public struct LaneStanding: Sendable, Equatable, Encodable {
    /// Its short number in the worker's schema, the first part of its messages' ids.
    public let lane: Int32
    public let topic: String
    public let partition: Int32
    /// The next offset to apply.
    public let nextOffset: Int64
    /// Nil while Kafka cannot be asked, or is another cluster than the lane's.
    public let logEnd: Int64?
    /// Messages to come, at most.
    public let lag: Int64?
    /// When the first message to come was published.
    public let oldestUnreadAt: Moment?
    /// The process that took the lane last.
    public let owner: String
    public let takenAt: Moment
    public let lastAppliedAt: Moment
    /// The number of the last outbox row, and up to which all are known to be published.
    public let lastSeq: Int64
    public let publishedSeq: Int64
    /// Rows of the outbox that are not, or not yet known to be, published.
    public let unpublished: Int64
    public let deadLetters: Int64
    public let scheduledCalls: Int64
    public let nextCallAt: Moment?
    /// How many owners in a row have ended without a word before the lane was known to be safe; 0 nearly always.
    public let ends: Int32
    /// Why the lane stands still until somebody decides.
    public let halted: String?
    /// The lane's offsets belong to another Kafka cluster than the one that was asked.
    public let isOfAnotherCluster: Bool

    /// Whether everything that reached the lane is applied, and everything it decided is published.
    var isIdle: Bool { lag == 0 && unpublished == 0 && halted == nil }

    init(_ row: LaneRow, kafka: KafkaView.Lane?, clusterID: String?) {
        lane = row.lane
        topic = row.partition.topic
        partition = row.partition.partition
        nextOffset = row.nextOffset
        logEnd = kafka?.logEnd
        lag = kafka?.lag
        oldestUnreadAt = kafka?.oldestUnreadAt
        owner = row.owner
        takenAt = row.takenAt
        lastAppliedAt = row.appliedAt
        lastSeq = row.lastSeq
        let published = max(kafka?.publishedSeq ?? 0, row.publishedSeq)
        publishedSeq = published
        // On another cluster the count begins further back, at rows that were published and dropped long ago.
        unpublished = row.firstSeq.map { row.lastSeq - max(published, $0 - 1) } ?? 0
        deadLetters = row.deadLetters
        scheduledCalls = row.calls
        nextCallAt = row.nextCallAt
        ends = row.ends
        halted = row.halted
        isOfAnotherCluster = clusterID.map { $0 != row.clusterID } ?? false
    }
}
