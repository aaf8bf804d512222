import Postgres

/// Leaves nothing of a person but the id. No row: there is no such person (any more).
struct ErasePerson: Statement, Sendable {
    let person: Identifier

    static let sql = """
        WITH sessions AS (DELETE FROM session WHERE person = $1), keys AS (DELETE FROM api_key WHERE person = $1),
            codes AS (DELETE FROM login_code WHERE person = $1)
        UPDATE person SET email_sealed = NULL, email_index = NULL, name_sealed = NULL, name_index = NULL,
            password = NULL, role = 'user', erased_at = now()
        WHERE id = $1 AND erased_at IS NULL
        """
    func bind(_ p: inout Parameters) { p.append(person) }
}

/// Whether a session began within the last ten minutes.
struct IsFreshSession: Statement, Sendable {
    let session: Identifier
    let person: Identifier
    /// By a code that was mailed.
    var byCode = false

    static let sql = """
        SELECT EXISTS (SELECT FROM session WHERE id = $1 AND person = $2 AND (by_code OR NOT $3)
            AND ended_at IS NULL AND created_at > now() - interval '10 minutes')
        """
    func bind(_ p: inout Parameters) {
        p.append(session)
        p.append(person)
        p.append(byCode)
    }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}

struct SessionsOf: Statement, Sendable {
    let person: Identifier

    static let sql = """
        SELECT id, created_at, expires_at, ended_at, ended_why FROM session WHERE person = $1
        ORDER BY id DESC LIMIT 1000
        """
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> SessionRecord {
        SessionRecord(
            id: try row.value(0, as: Identifier.self),
            createdAt: .init(microseconds: try row.timestamptz(1).microseconds),
            expiresAt: .init(microseconds: try row.timestamptz(2).microseconds),
            endedAt: try row.optionalTimestamptz(3).map { .init(microseconds: $0.microseconds) },
            endedWhy: try row.optionalString(4))
    }
}
