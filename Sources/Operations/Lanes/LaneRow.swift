import Kafka
import Postgres

/// A lane as its worker's database has it.
struct LaneRow: Sendable {
    let lane: Int32
    let partition: TopicPartition
    let nextOffset: Int64
    let lastSeq: Int64
    /// What the cursor last saw as published; Kafka may know of more.
    let publishedSeq: Int64
    let deadLetters: Int64
    let owner: String
    let takenAt: Moment
    let appliedAt: Moment
    let clusterID: String
    let era: String
    let halted: String?
    let calls: Int64
    let nextCallAt: Moment?
    /// The number of the first outbox row that is still there; nil when none is.
    let firstSeq: Int64?
    /// How many owners in a row have ended without a word before the lane was known to be safe.
    let ends: Int32
}

/// Every lane of the schema in the search path.
struct ReadLanes: Statement {
    static let sql = """
        SELECT lane, topic, partition, next_offset, last_seq, published_seq, dead_letters, owner, taken_at, applied_at,
            cluster_id, era::text, halted, coalesce(calls, 0), next_call_at, first_seq, ends
        FROM cursor
        LEFT JOIN (SELECT lane, count(*) AS calls, min(due_at) AS next_call_at FROM timer GROUP BY lane) AS due
            USING (lane)
        CROSS JOIN LATERAL (SELECT min(seq) AS first_seq FROM outbox WHERE outbox.lane = cursor.lane) AS kept
        ORDER BY topic, partition
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> LaneRow {
        LaneRow(
            lane: try row.int32(0),
            partition: TopicPartition(topic: try row.string(1), partition: try row.int32(2)),
            nextOffset: try row.int64(3), lastSeq: try row.int64(4), publishedSeq: try row.int64(5),
            deadLetters: try row.int64(6), owner: try row.string(7), takenAt: Moment(try row.timestamptz(8)),
            appliedAt: Moment(try row.timestamptz(9)), clusterID: try row.string(10), era: try row.string(11),
            halted: try row.optionalString(12), calls: try row.int64(13),
            nextCallAt: try row.optionalTimestamptz(14).map(Moment.init), firstSeq: try row.optionalInt64(15),
            ends: try row.int32(16))
    }
}
