import Postgres

/// How often one may guess. Each attempt is counted before the password is looked at, so many at once gain nothing; a
/// right one clears the count of the name, not that of the address.
enum GuessLimit {
    case name
    case address

    /// Attempts that cost nothing.
    var free: Int32 {
        switch self {
        case .name: 5
        case .address: 50
        }
    }

    static let longestPauseSeconds = 900
}

/// Counts an attempt, unless the pause after the last one is not over: then it answers with the seconds left.
///
/// After `free` attempts each pause is twice the one before, from 1 s to 15 min. An hour without any forgets them.
struct CountGuess: Statement, Sendable {
    let bucket: [UInt8]
    let free: Int32

    static let sql = """
        WITH known AS (
            SELECT ceil(extract(epoch FROM last_at - now())
                + least(\(GuessLimit.longestPauseSeconds), power(2, least(failures - $2, 20))))::integer AS pause
            FROM guess
            WHERE bucket = $1 AND failures >= $2 AND last_at > now() - interval '1 hour'),
        counted AS (
            INSERT INTO guess (bucket, failures, last_at)
            SELECT $1, 1, now() WHERE NOT EXISTS (SELECT FROM known WHERE pause > 0)
            ON CONFLICT (bucket) DO UPDATE SET last_at = now(), failures =
                CASE WHEN guess.last_at > now() - interval '1 hour' THEN guess.failures + 1 ELSE 1 END)
        SELECT coalesce((SELECT pause FROM known WHERE pause > 0), 0)
        """

    func bind(_ p: inout Parameters) {
        p.append(bucket)
        p.append(free)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int32 { try row.int32(0) }
}

struct ForgetGuesses: Statement, Sendable {
    let bucket: [UInt8]

    static let sql = "DELETE FROM guess WHERE bucket = $1"
    func bind(_ p: inout Parameters) { p.append(bucket) }
}
