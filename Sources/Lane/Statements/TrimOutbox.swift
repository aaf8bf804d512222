import Postgres

/// Drops published rows older than a moment, the oldest first, at most `limit` of them. A lane's rows grow older in the
/// order of their numbers. Answers with the number up to which they are gone; no row when none was old enough.
struct TrimOutbox: Statement {
    let lane: Int32
    /// Everything up to here is gone already: what is dead in the index is not walked through again.
    let after: Int64
    let publishedSeq: Int64
    let before: Timestamptz
    let limit: Int32

    static let sql = """
        WITH oldest AS (
            SELECT seq, at FROM outbox WHERE lane = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $5
        ), gone AS (
            DELETE FROM outbox WHERE lane = $1 AND seq > $2 AND seq <= (SELECT max(seq) FROM oldest WHERE at < $4)
        )
        SELECT max(seq) FROM oldest WHERE at < $4 HAVING count(*) > 0
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lane)
        parameters.append(after)
        parameters.append(publishedSeq)
        parameters.append(before)
        parameters.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

/// When the oldest row of each lane was written, of the rows after those that are known to be gone. One look into the
/// index for each lane. Lanes without rows do not answer.
struct OldestOutboxRows: Statement {
    let lanes: [Int32]
    /// By lane, in the same order: everything up to here is gone.
    let after: [Int64]

    struct Row {
        let lane: Int32
        let at: Timestamptz
    }

    static let sql = """
        SELECT known.lane, oldest.at FROM unnest($1::int[], $2::bigint[]) AS known (lane, gone)
        CROSS JOIN LATERAL (
            SELECT at FROM outbox WHERE outbox.lane = known.lane AND seq > known.gone ORDER BY seq LIMIT 1
        ) AS oldest
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lanes)
        parameters.append(after)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(lane: try row.int32(0), at: try row.timestamptz(1))
    }
}

/// Has the rest of the transaction planned for reading indexes in their order: without statistics the planner would
/// collect a lane's whole outbox and sort it to find its first row.
struct ReadInIndexOrder: Statement {
    static let sql = "SELECT set_config('enable_bitmapscan', 'off', true)"
}
