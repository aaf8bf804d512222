import Postgres

/// Makes this process the owner of lanes: a new epoch shuts the former owner out. Lanes never seen before are made,
/// beginning at the offset given for them.
///
/// Where the former owner left without a word, its end is counted for the lane, and for everything that it had in hand.
/// That is done before the cursors change: a row that this very statement has changed is not found by its other parts.
struct TakeLanes: Statement {
    let topics: [String]
    let partitions: [Int32]
    let firstOffsets: [Int64]
    let owner: String
    let clusterID: String
    /// Which run of the process it is: one that takes its own lane again has not ended.
    let run: String

    static let sql = """
        WITH ended AS (
            SELECT lane, epoch FROM cursor
            JOIN unnest($1::text[], $2::int[]) AS taken(topic, partition) USING (topic, partition)
            WHERE NOT released AND run IS DISTINCT FROM $6
            ORDER BY topic, partition FOR NO KEY UPDATE OF cursor
        ), counted AS (
            UPDATE in_hand SET ends = ends + 1 FROM ended
            WHERE in_hand.lane = ended.lane AND in_hand.epoch = ended.epoch RETURNING in_hand.lane
        )
        INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id, run)
        SELECT topic, partition, first_offset, $4, $5, $6
        FROM unnest($1::text[], $2::int[], $3::bigint[]) AS taken(topic, partition, first_offset)
        CROSS JOIN (SELECT count(*) FROM counted) AS done
        ORDER BY topic, partition
        ON CONFLICT (topic, partition) DO UPDATE
        SET epoch = cursor.epoch + 1, owner = excluded.owner, taken_at = now(), halted = NULL, released = false,
            run = excluded.run,
            ends = CASE WHEN cursor.released OR cursor.run = excluded.run THEN cursor.ends ELSE cursor.ends + 1 END
        RETURNING lane, topic, partition, next_offset, last_seq, published_seq, epoch, cluster_id, era::text, ends
        """

    struct Row {
        let lane: Int32
        let topic: String
        let partition: Int32
        let nextOffset: Int64
        let lastSeq: Int64
        let publishedSeq: Int64
        let epoch: Int64
        let clusterID: String
        let era: String
        /// How many owners in a row have ended without a word before the lane was known to be safe.
        let ends: Int32
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(topics)
        parameters.append(partitions)
        parameters.append(firstOffsets)
        parameters.append(owner)
        parameters.append(clusterID)
        parameters.append(run)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), topic: try row.string(1), partition: try row.int32(2), nextOffset: try row.int64(3),
            lastSeq: try row.int64(4), publishedSeq: try row.int64(5), epoch: try row.int64(6),
            clusterID: try row.string(7), era: try row.string(8), ends: try row.int32(9))
    }
}
