import Postgres

/// A lane's outbox rows after a number, in order, at most `limit`.
struct ReadOutbox: Statement {
    let lane: Int32
    let after: Int64
    let limit: Int32

    static let sql = """
        SELECT lane, seq, topic, key, type, subject, value, headers, trace, at
        FROM outbox WHERE lane = $1 AND seq > $2 ORDER BY seq LIMIT $3
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lane)
        parameters.append(after)
        parameters.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> OutboxRow {
        OutboxRow(
            lane: try row.int32(0), seq: try row.int64(1), topic: try row.string(2), key: try row.string(3),
            type: try row.string(4), subject: try row.string(5), value: try row.bytes(6),
            headers: try row.optionalBytes(7), traceparent: try row.optionalString(8),
            at: try row.timestamptz(9).microseconds)
    }
}
