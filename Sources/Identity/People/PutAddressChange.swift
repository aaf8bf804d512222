import Postgres

/// One at a time: a code before it is worth nothing from here on.
struct PutAddressChange: Statement, Sendable {
    let person: Identifier
    let email: (sealed: [UInt8], index: [UInt8])
    let hash: [UInt8]

    static let sql = """
        INSERT INTO address_change (person, email_sealed, email_index, hash, expires_at)
        VALUES ($1, $2, $3, $4, now() + make_interval(secs => \(LoginCode.lifetimeSeconds)))
        ON CONFLICT (person) DO UPDATE SET email_sealed = excluded.email_sealed, email_index = excluded.email_index,
            hash = excluded.hash, expires_at = excluded.expires_at, tries = 0
        """
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(email.sealed)
        p.append(email.index)
        p.append(hash)
    }
}

/// Counts a try before it is looked at. No row: there is no code to be tried.
struct TryAddressChange: Statement, Sendable {
    let person: Identifier

    static let sql = """
        UPDATE address_change SET tries = tries + 1
        WHERE person = $1 AND expires_at > now() AND tries < \(LoginCode.maximumTries) RETURNING hash
        """
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [UInt8] { try row.bytes(0) }
}

struct TakeAddressChange: Statement, Sendable {
    let person: Identifier
    let hash: [UInt8]

    static let sql = "DELETE FROM address_change WHERE person = $1 AND hash = $2 RETURNING email_sealed, email_index"
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(hash)
    }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (sealed: [UInt8], index: [UInt8]) {
        (try row.bytes(0), try row.bytes(1))
    }
}

/// A code that was mailed to the address before is worth nothing from here on.
struct SetAddress: Statement, Sendable {
    let person: Identifier
    let email: (sealed: [UInt8], index: [UInt8])

    static let sql = """
        WITH codes AS (DELETE FROM login_code WHERE person = $1)
        UPDATE person SET email_sealed = $2, email_index = $3, confirmed_at = now()
        WHERE id = $1 AND erased_at IS NULL
        """
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(email.sealed)
        p.append(email.index)
    }
}
