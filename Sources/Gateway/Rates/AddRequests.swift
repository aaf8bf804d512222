import Postgres

/// Adds what this process counted to what all of them did, and answers with the sums.
struct AddRequests: Statement, Sendable {
    let buckets: [String]
    let startsAt: [Int64]
    let requests: [Int64]

    static let sql = """
        INSERT INTO rate (bucket, starts_at, requests)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) ORDER BY 1, 2
        ON CONFLICT (bucket, starts_at) DO UPDATE SET requests = rate.requests + excluded.requests
        RETURNING bucket, starts_at, requests
        """

    func bind(_ p: inout Parameters) {
        p.append(buckets)
        p.append(startsAt)
        p.append(requests)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (String, Int64, Int64) {
        (try row.string(0), try row.int64(1), try row.int64(2))
    }
}
