import Postgres

/// When the oldest message was decided that is not published, by what is known as published. Run it with the worker's
/// schema in the search path.
struct OldestUnpublished: Statement {
    static let sql = """
        SELECT min(at) FROM outbox JOIN unnest($1::int[], $2::bigint[]) AS known (lane, published) USING (lane)
        WHERE seq > published
        """
    let lanes: [Int32]
    let published: [Int64]

    func bind(_ p: inout Parameters) {
        p.append(lanes)
        p.append(published)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Moment? {
        try row.optionalTimestamptz(0).map(Moment.init)
    }
}
