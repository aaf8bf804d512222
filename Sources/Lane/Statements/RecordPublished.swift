import Postgres

/// Keeps with the cursor how far a lane is published, if this process still owns it.
struct RecordPublished: Statement {
    let lane: Int32
    let epoch: Int64
    let publishedSeq: Int64

    static let sql = """
        UPDATE cursor SET published_seq = $3 WHERE lane = $1 AND epoch = $2 AND published_seq < $3 AND last_seq >= $3
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lane)
        parameters.append(epoch)
        parameters.append(publishedSeq)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
