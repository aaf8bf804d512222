import Postgres

/// The calls of lanes, soonest first, at most `limit`.
struct ReadCalls: Statement {
    let lanes: [Int32]
    let limit: Int32

    static let sql = """
        SELECT lane, kind, key, body, due_at, place, attempt, trace FROM timer
        WHERE lane = ANY($1) ORDER BY due_at, lane, kind, key LIMIT $2
        """

    struct Row {
        let lane: Int32
        let call: Call
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(lanes)
        parameters.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let call = Call(
            kind: try row.string(1), key: try row.string(2), body: try row.bytes(3),
            dueAt: try row.timestamptz(4).microseconds, place: Call.Place(rawValue: try row.int16(5)) ?? .inside,
            attempt: try row.int32(6), recovered: true, traceparent: try row.optionalString(7))
        return Row(lane: try row.int32(0), call: call)
    }
}
