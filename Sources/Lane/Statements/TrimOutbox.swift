import Postgres

/// Drops published rows older than a moment, at most `limit` of them.
struct TrimOutbox: Statement {
    let lane: Int32
    let publishedSeq: Int64
    let before: Timestamptz
    let limit: Int32

    static let sql = """
        DELETE FROM outbox WHERE lane = $1 AND seq <= (
            SELECT max(seq) FROM (
                SELECT seq FROM outbox WHERE lane = $1 AND seq <= $2 AND at < $3 ORDER BY seq LIMIT $4) AS oldest)
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lane)
        parameters.append(publishedSeq)
        parameters.append(before)
        parameters.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
