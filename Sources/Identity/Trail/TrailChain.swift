import Postgres

/// Gives lines of the trail their numbers and links, in batches, after they were written: no request waits for another
/// one's link. Any process may; a lock lets one at a time.
public enum TrailChain {
    static let batch: Int64 = 1_000

    /// Links what is pending in the schema of the connection.
    ///
    /// - Returns: how many lines; fewer than were pending when another process is at it.
    @discardableResult
    public static func extend(on connection: Connection) throws -> Int {
        var count = 0
        while true {
            let linked = try connection.transaction { try link(in: $0) }
            count += linked
            if linked < batch { return count }
        }
    }

    private static func link(in transaction: Transaction) throws -> Int {
        guard try transaction.query(TryLockTrail()).first == true else { return 0 }
        let last = try transaction.send(LastLink())
        let entries = try transaction.query(TakePending(limit: batch))
        if entries.isEmpty { return 0 }
        var (number, hash) = try last.rows().first ?? (0, TrailEntry.genesis)
        var links = InsertLinks(numbers: [], entries: [], hashes: [])
        for entry in entries {
            number += 1
            hash = entry.hash(number: number, after: hash)
            links.numbers.append(number)
            links.entries.append(entry.id)
            links.hashes.append(hash)
        }
        try transaction.send(links)
        try transaction.send(RemovePending(entries: links.entries))
        return entries.count
    }
}

private struct TryLockTrail: Statement {
    static let sql = "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.trail', 0))"
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}

/// Read after the lock was taken, so that it is the last one.
struct LastLink: Statement {
    static let sql = "SELECT number, hash FROM trail_link ORDER BY number DESC LIMIT 1"
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (Int64, [UInt8]) {
        (try row.int64(0), try row.bytes(1))
    }
}

private struct TakePending: Statement {
    let limit: Int64

    static let sql = """
        SELECT \(TrailEntry.columns) FROM trail_pending JOIN trail_entry AS e ON e.id = trail_pending.entry
        ORDER BY trail_pending.entry LIMIT $1
        """
    func bind(_ p: inout Parameters) { p.append(limit) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> TrailEntry { try TrailEntry(row) }
}

private struct InsertLinks: Statement {
    var numbers: [Int64]
    var entries: [Identifier]
    var hashes: [[UInt8]]

    static let sql = """
        INSERT INTO trail_link (number, entry, hash) SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[])
        """
    func bind(_ p: inout Parameters) {
        p.append(numbers)
        p.append(entries)
        p.append(hashes)
    }
}

private struct RemovePending: Statement {
    let entries: [Identifier]

    static let sql = "DELETE FROM trail_pending WHERE entry = ANY($1)"
    func bind(_ p: inout Parameters) { p.append(entries) }
}
