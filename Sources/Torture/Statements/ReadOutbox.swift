import Postgres

/// A page of a lane's outbox. Run it with the worker's schema in the search path.
struct ReadOutbox: Statement {
    let lane: Int32
    let after: Int64

    static let sql = """
        SELECT seq, topic, key, type, value FROM outbox WHERE lane = $1 AND seq > $2 ORDER BY seq LIMIT 5000
        """

    struct Row: Sendable {
        let seq: Int64
        let topic: String
        let content: UInt64
    }

    func bind(_ p: inout Parameters) {
        p.append(lane)
        p.append(after)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        var hash = ContentHash()
        hash.add(try row.string(2).utf8)
        hash.add(try row.string(3).utf8)
        hash.add(try row.bytes(4))
        return Row(seq: try row.int64(0), topic: try row.string(1), content: hash.value)
    }
}
