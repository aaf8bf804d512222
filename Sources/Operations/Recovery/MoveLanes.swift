import Postgres

/// What moving lanes would publish. Run it with a worker's schema in the search path.
struct SurveyOutbox: Statement {
    let lanes: [Int32]
    /// Published rows decided before this moment are left alone.
    let since: Timestamptz

    static let sql = """
        SELECT lane, count(*) FILTER (WHERE seq > published_seq), count(*), min(at)
        FROM outbox JOIN cursor USING (lane)
        WHERE lane = ANY($1) AND (at >= $2 OR seq > published_seq) GROUP BY lane
        """

    struct Row {
        let lane: Int32
        let unpublished: Int64
        let kept: Int64
        let keptSince: Moment
    }

    func bind(_ p: inout Parameters) {
        p.append(lanes)
        p.append(since)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), unpublished: try row.int64(1), kept: try row.int64(2),
            keptSince: Moment(try row.timestamptz(3)))
    }
}

/// Puts lanes on a log's first offsets. Their era is new, so that no mark of a former time counts, and so is their
/// epoch: a process that still thinks that it owns one of them commits nothing. What was in hand stood in another log.
struct MoveLanes: Statement {
    let lanes: [Int32]
    let firstOffsets: [Int64]
    let clusterID: String
    let scope: RecoveryScope
    let since: Timestamptz

    static let sql = """
        WITH forgotten AS (DELETE FROM in_hand WHERE lane = ANY($1) AND kind = '')
        UPDATE cursor
        SET next_offset = moved.first_offset, cluster_id = $3, era = gen_random_uuid(), epoch = epoch + 1,
            halted = NULL,
            published_seq = CASE WHEN $4 THEN least(published_seq, coalesce(
                (SELECT min(seq) - 1 FROM outbox WHERE outbox.lane = cursor.lane AND at >= $5), published_seq))
                ELSE published_seq END
        FROM unnest($1::int[], $2::bigint[]) AS moved (lane, first_offset)
        WHERE cursor.lane = moved.lane
        RETURNING last_seq - published_seq
        """

    func bind(_ p: inout Parameters) {
        p.append(lanes)
        p.append(firstOffsets)
        p.append(clusterID)
        p.append(scope == .retained)
        p.append(since)
    }

    /// How many rows of the lane are published from here on.
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
