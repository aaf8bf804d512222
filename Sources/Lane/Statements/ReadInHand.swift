import Postgres

/// What was in hand when an owner of these lanes ended, and is not done. What is done, or what no owner ended with, is
/// forgotten.
struct ReadInHand: Statement {
    let lanes: [Int32]

    static let sql = """
        WITH suspect AS (
            SELECT in_hand.lane, kind, key, first_offset, last_offset, ends, stage, put_aside_at,
                in_hand.ends > 0 AND CASE WHEN kind = '' THEN last_offset >= cursor.next_offset ELSE EXISTS (
                    SELECT FROM timer
                    WHERE timer.lane = in_hand.lane AND timer.kind = in_hand.kind AND timer.key = in_hand.key
                ) END AS is_open
            FROM in_hand JOIN (SELECT lane, next_offset FROM cursor WHERE lane = ANY($1)) AS cursor USING (lane)
        ), gone AS (
            DELETE FROM in_hand USING suspect
            WHERE NOT is_open AND in_hand.lane = suspect.lane AND in_hand.kind = suspect.kind
                AND in_hand.key = suspect.key
        )
        SELECT lane, kind, key, first_offset, last_offset, ends, stage, put_aside_at IS NOT NULL
        FROM suspect WHERE is_open
        ORDER BY lane, first_offset, kind, key
        """

    struct Row {
        let lane: Int32
        let kind: String
        let key: String
        let first: Int64
        let last: Int64
        let ends: Int32
        /// At which the last of them ended.
        let stage: String
        let isAside: Bool
    }

    func bind(_ parameters: inout Parameters) { parameters.append(lanes) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), kind: try row.string(1), key: try row.string(2), first: try row.int64(3),
            last: try row.int64(4), ends: try row.int32(5), stage: try row.string(6), isAside: try row.bool(7))
    }
}
