import Postgres

/// Writes calls down; one with the same lane, kind and key is replaced.
struct ScheduleCalls: Statement {
    let lanes: [Int32]
    let calls: [Call]

    static let sql = """
        INSERT INTO timer (lane, kind, key, body, due_at, place, attempt, trace)
        SELECT * FROM unnest(
            $1::int[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[], $6::smallint[], $7::int[], $8::text[])
        ON CONFLICT (lane, kind, key) DO UPDATE
        SET body = excluded.body, due_at = excluded.due_at, place = excluded.place, attempt = excluded.attempt,
            trace = excluded.trace
        """

    func bind(_ parameters: inout Parameters) {
        parameters.append(lanes)
        parameters.append(calls.map(\.kind))
        parameters.append(calls.map(\.key))
        parameters.append(calls.map(\.body))
        parameters.append(calls.map { Timestamptz(microseconds: $0.dueAt) })
        parameters.append(calls.map(\.place.rawValue))
        parameters.append(calls.map(\.attempt))
        parameters.append(calls.map(\.traceparent))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) {}
}
