import Postgres

/// A code that is mailed to let a person in: eight digits, ten minutes, five tries.
enum LoginCode {
    static let digits = 8
    static let lifetimeSeconds: Int64 = 600
    static let maximumTries: Int32 = 5

    static func make() -> String {
        let number = UInt32.random(in: 0..<100_000_000)
        let text = String(number)
        return String(repeating: "0", count: digits - text.count) + text
    }

    static func hash(_ code: String, of person: Identifier, _ root: RootKey) throws(IdentityError) -> [UInt8] {
        try root.hash("code", [Array(person.description.utf8), Array(code.utf8)])
    }
}

/// The code before it is worth nothing from here on.
struct PutLoginCode: Statement, Sendable {
    let person: Identifier
    let hash: [UInt8]

    static let sql = """
        INSERT INTO login_code (person, hash, expires_at)
        VALUES ($1, $2, now() + make_interval(secs => \(LoginCode.lifetimeSeconds)))
        ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at, tries = 0
        """
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(hash)
    }
}

/// Counts a try before it is looked at, so that many at once gain nothing. No row: there is no code to be tried.
struct TryLoginCode: Statement, Sendable {
    let person: Identifier

    static let sql = """
        UPDATE login_code SET tries = tries + 1
        WHERE person = $1 AND expires_at > now() AND tries < \(LoginCode.maximumTries) RETURNING hash
        """
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [UInt8] { try row.bytes(0) }
}

/// Takes the code away. No row: another request was let in by it at this very moment.
struct TakeLoginCode: Statement, Sendable {
    let person: Identifier
    let hash: [UInt8]

    static let sql = "DELETE FROM login_code WHERE person = $1 AND hash = $2"
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(hash)
    }
}

/// Writes down that the address is the person's. A row: it was not known before.
struct ConfirmAddress: Statement, Sendable {
    let person: Identifier

    static let sql = """
        UPDATE person SET confirmed_at = now() WHERE id = $1 AND confirmed_at IS NULL AND erased_at IS NULL
        """
    func bind(_ p: inout Parameters) { p.append(person) }
}

/// No password, and no role that reads what is others'.
struct DisownPerson: Statement, Sendable {
    let person: Identifier

    static let sql = """
        UPDATE person SET password = NULL, role = CASE WHEN role IN ('operator', 'admin') THEN 'user' ELSE role END
        WHERE id = $1
        """
    func bind(_ p: inout Parameters) { p.append(person) }
}

/// All that are in force.
struct RevokeKeys: Statement, Sendable {
    let person: Identifier

    static let sql = """
        UPDATE api_key SET revoked_at = now() WHERE person = $1 AND revoked_at IS NULL AND expires_at > now()
        """
    func bind(_ p: inout Parameters) { p.append(person) }
}
