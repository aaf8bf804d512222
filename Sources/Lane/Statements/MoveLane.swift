import Postgres

/// Puts a lane on another cluster's log, from that log's first offset. What is to be published there again counts as
/// unpublished from now on, so that a crash in the middle of it loses nothing. What was in hand stood in another log.
struct MoveLane: Statement {
    let lane: Int32
    let nextOffset: Int64
    let clusterID: String
    let publishedSeq: Int64

    static let sql = """
        WITH forgotten AS (DELETE FROM in_hand WHERE lane = $1 AND kind = '')
        UPDATE cursor SET next_offset = $2, cluster_id = $3, published_seq = $4 WHERE lane = $1
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lane)
        parameters.append(nextOffset)
        parameters.append(clusterID)
        parameters.append(publishedSeq)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
