import Postgres

struct FindFactor: Statement, Sendable {
    let person: Identifier

    struct Row: Sendable {
        let secret: [UInt8]
        let isConfirmed: Bool
        let lastStep: Int64
    }

    static let sql = "SELECT secret_sealed, confirmed_at IS NOT NULL, last_step FROM second_factor WHERE person = $1"
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(secret: try row.bytes(0), isConfirmed: try row.bool(1), lastStep: try row.int64(2))
    }
}

struct FactorStanding: Statement, Sendable {
    let person: Identifier

    static let sql = """
        SELECT EXISTS (SELECT FROM second_factor WHERE person = $1 AND confirmed_at IS NOT NULL),
            (SELECT count(*) FROM recovery_code WHERE person = $1)
        """
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (isOn: Bool, recoveryCodes: Int64) {
        (try row.bool(0), try row.int64(1))
    }
}

/// Begins one, or begins again. No row: there is one in force.
struct PutFactor: Statement, Sendable {
    let person: Identifier
    let secret: [UInt8]

    static let sql = """
        INSERT INTO second_factor AS f (person, secret_sealed) VALUES ($1, $2)
        ON CONFLICT (person) DO UPDATE SET secret_sealed = excluded.secret_sealed, created_at = now(), last_step = 0
        WHERE f.confirmed_at IS NULL
        """
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(secret)
    }
}

/// A code is good once, and none is good that is older than one that was taken.
struct TakeFactorStep: Statement, Sendable {
    let person: Identifier
    let step: Int64

    static let sql = "UPDATE second_factor SET last_step = $2 WHERE person = $1 AND last_step < $2"
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(step)
    }
}

struct ConfirmFactor: Statement, Sendable {
    let person: Identifier

    static let sql = "UPDATE second_factor SET confirmed_at = now() WHERE person = $1"
    func bind(_ p: inout Parameters) { p.append(person) }
}

struct RemoveFactor: Statement, Sendable {
    let person: Identifier

    static let sql = "DELETE FROM second_factor WHERE person = $1"
    func bind(_ p: inout Parameters) { p.append(person) }
}

struct AddRecoveryCodes: Statement, Sendable {
    let person: Identifier
    let hashes: [[UInt8]]

    static let sql = "INSERT INTO recovery_code (person, hash) SELECT $1, unnest($2::bytea[])"
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(hashes)
    }
}

struct UseRecoveryCode: Statement, Sendable {
    let person: Identifier
    let hash: [UInt8]

    static let sql = "DELETE FROM recovery_code WHERE person = $1 AND hash = $2"
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(hash)
    }
}

struct RemoveRecoveryCodes: Statement, Sendable {
    let person: Identifier

    static let sql = "DELETE FROM recovery_code WHERE person = $1"
    func bind(_ p: inout Parameters) { p.append(person) }
}

/// The session that switched it on has shown it.
struct MarkSecondFactor: Statement, Sendable {
    let session: Identifier

    static let sql = "UPDATE session SET second_factor_at = now() WHERE id = $1"
    func bind(_ p: inout Parameters) { p.append(session) }
}

/// Sessions and keys have none any longer.
struct UnmarkSecondFactor: Statement, Sendable {
    let person: Identifier

    static let sql = """
        WITH keys AS (UPDATE api_key SET second_factor = false WHERE person = $1 AND second_factor)
        UPDATE session SET second_factor_at = NULL WHERE person = $1 AND second_factor_at IS NOT NULL
        """
    func bind(_ p: inout Parameters) { p.append(person) }
}
