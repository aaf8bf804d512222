import Postgres

/// What each lane's outbox holds. Run it with the worker's schema in the search path.
struct OutboxNumbers: Statement {
    static let sql = """
        SELECT coalesce(numbers.lane, cursor.lane), cursor.topic, cursor.partition, coalesce(cursor.last_seq, 0),
            coalesce(rows, 0), coalesce(first, 0), coalesce(last, 0)
        FROM cursor
        FULL JOIN (
            SELECT lane, count(*) AS rows, min(seq) AS first, max(seq) AS last FROM outbox GROUP BY lane) AS numbers
            ON numbers.lane = cursor.lane
        ORDER BY 1
        """

    struct Row: Sendable, Equatable {
        let lane: Int32
        /// Nil: rows of a lane that is not known.
        let topic: String?
        let partition: Int32?
        let lastSeq: Int64
        let rows: Int64
        let first: Int64
        let last: Int64
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), topic: try row.optionalString(1), partition: try row.optionalInt32(2),
            lastSeq: try row.int64(3), rows: try row.int64(4), first: try row.int64(5), last: try row.int64(6))
    }
}

extension OutboxNumbers.Row {
    /// What is wrong with the numbers.
    /// - Parameter published: up to which number the group says everything is published; nil when it says nothing.
    ///   Rows up to there may be trimmed.
    func problems(published: Int64?) -> [String] {
        guard topic != nil else { return ["\(rows) rows of a lane that has no cursor"] }
        var problems: [String] = []
        if rows > 0 {
            if rows != last - first + 1 {
                problems.append("\(rows) rows between \(first) and \(last): numbers are missing")
            }
            if last != lastSeq { problems.append("the last row is \(last), the cursor says \(lastSeq)") }
            if let published, first > published + 1 {
                problems.append("rows \(published + 1) to \(first - 1) are gone before they were published")
            }
        } else if let published, published < lastSeq {
            problems.append("rows \(published + 1) to \(lastSeq) are gone before they were published")
        }
        return problems
    }
}
