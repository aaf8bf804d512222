import Postgres

/// How far a worker's lanes are. Run it with the worker's schema in the search path.
struct ReadCursors: Statement {
    static let sql = "SELECT lane, topic, partition, next_offset, last_seq, epoch, halted FROM cursor"

    struct Row: Sendable {
        let lane: Int32
        let topic: String
        let partition: Int32
        let nextOffset: Int64
        let lastSeq: Int64
        let epoch: Int64
        let halted: String?
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), topic: try row.string(1), partition: try row.int32(2), nextOffset: try row.int64(3),
            lastSeq: try row.int64(4), epoch: try row.int64(5), halted: try row.optionalString(6))
    }
}
