import Postgres

/// Makes this process the owner of lanes: a new epoch shuts the former owner out. Lanes never seen before are made,
/// beginning at the offset given for them.
struct TakeLanes: Statement {
    let topics: [String]
    let partitions: [Int32]
    let firstOffsets: [Int64]
    let owner: String
    let clusterID: String

    static let sql = """
        INSERT INTO cursor (topic, partition, next_offset, owner, cluster_id)
        SELECT topic, partition, first_offset, $4, $5
        FROM unnest($1::text[], $2::int[], $3::bigint[]) AS taken(topic, partition, first_offset)
        ORDER BY topic, partition
        ON CONFLICT (topic, partition) DO UPDATE
        SET epoch = cursor.epoch + 1, owner = excluded.owner, taken_at = now(), halted = NULL
        RETURNING lane, topic, partition, next_offset, last_seq, published_seq, epoch, cluster_id, era::text
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
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(topics)
        parameters.append(partitions)
        parameters.append(firstOffsets)
        parameters.append(owner)
        parameters.append(clusterID)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), topic: try row.string(1), partition: try row.int32(2), nextOffset: try row.int64(3),
            lastSeq: try row.int64(4), publishedSeq: try row.int64(5), epoch: try row.int64(6),
            clusterID: try row.string(7), era: try row.string(8))
    }
}
