import Identity
import Postgres

/// Takes a key for a request, or finds what became of the request that took it before.
///
/// A row that nobody finished in time (its process died) is taken over by a repetition of the same request. No row at
/// all: somebody took the key at this very moment.
struct ReserveKey: Statement, Sendable {
    let id: [UInt8]
    let fingerprint: [UInt8]
    let subject: Identifier
    let seconds: Int32

    struct Row: Sendable {
        let isMine: Bool
        let subject: Identifier
        let fingerprint: [UInt8]
        let status: Int16?
        let answer: [UInt8]?
    }

    static let sql = """
        WITH taken AS (
            INSERT INTO idempotency (id, fingerprint, subject, locked_until)
            VALUES ($1, $2, $3, now() + make_interval(secs => $4))
            ON CONFLICT (id) DO UPDATE SET locked_until = excluded.locked_until
            WHERE idempotency.status IS NULL AND idempotency.locked_until < now()
                AND idempotency.fingerprint = excluded.fingerprint
            RETURNING true, subject, fingerprint, NULL::smallint, NULL::bytea)
        SELECT * FROM taken
        UNION ALL
        SELECT false, subject, fingerprint, status, answer FROM idempotency
        WHERE id = $1 AND NOT EXISTS (SELECT FROM taken)
        """

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(fingerprint)
        p.append(subject)
        p.append(seconds)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            isMine: try row.bool(0), subject: try row.value(1, as: Identifier.self), fingerprint: try row.bytes(2),
            status: try row.optionalInt16(3), answer: try row.optionalBytes(4))
    }
}

struct FinishKey: Statement, Sendable {
    let id: [UInt8]
    let status: Int16
    let answer: [UInt8]

    static let sql = "UPDATE idempotency SET status = $2, answer = $3 WHERE id = $1 AND status IS NULL"

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(status)
        p.append(answer)
    }
}

/// The request came to no end that should be remembered: the next one may try at once, with the same subject.
struct ReleaseKey: Statement, Sendable {
    let id: [UInt8]

    static let sql = "UPDATE idempotency SET locked_until = '-infinity' WHERE id = $1 AND status IS NULL"
    func bind(_ p: inout Parameters) { p.append(id) }
}
