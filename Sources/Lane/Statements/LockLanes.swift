import Postgres

/// Locks the cursors of lanes and says where they stand, so that the owner can see whether it still is one.
struct LockLanes: Statement {
    let lanes: [Int32]

    static let sql = """
        SELECT lane, next_offset, last_seq, epoch FROM cursor WHERE lane = ANY($1) ORDER BY lane FOR NO KEY UPDATE
        """

    struct Row {
        let lane: Int32
        let nextOffset: Int64
        let lastSeq: Int64
        let epoch: Int64
    }

    func bind(_ parameters: inout Parameters) { parameters.append(lanes) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), nextOffset: try row.int64(1), lastSeq: try row.int64(2), epoch: try row.int64(3))
    }
}
