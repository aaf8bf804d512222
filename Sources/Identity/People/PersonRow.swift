import Payments
import Postgres

/// A person as stored.
struct PersonRow: Sendable {
    let id: Identifier
    let createdAt: Timestamptz
    let role: String
    let email: [UInt8]
    let name: [UInt8]?
    let password: String?
    let locale: String
    /// Whether the address was shown to be the person's.
    let isConfirmed: Bool

    static let columns = """
        id, created_at, role, email_sealed, name_sealed, password, locale, confirmed_at IS NOT NULL
        """

    init(_ row: borrowing RowReader) throws(PostgresError) {
        id = try row.value(0, as: Identifier.self)
        createdAt = try row.timestamptz(1)
        role = try row.string(2)
        email = try row.bytes(3)
        name = try row.optionalBytes(4)
        password = try row.optionalString(5)
        locale = try row.string(6)
        isConfirmed = try row.bool(7)
    }

    static func emailContext(_ person: Identifier) -> String { "person/\(person)/email" }
    static func nameContext(_ person: Identifier) -> String { "person/\(person)/name" }

    func person(_ vault: Vault) throws(IdentityError) -> Person {
        guard let role = Person.Role(rawValue: role) else { throw IdentityError(.unreadableData) }
        let email = try vault.open(email, context: Self.emailContext(id))
        var userName: String?
        if let name {
            userName = String(decoding: try vault.open(name, context: Self.nameContext(id)), as: UTF8.self)
        }
        return Person(
            id: id, role: role, email: String(decoding: email, as: UTF8.self), userName: userName,
            hasPassword: password != nil, isConfirmed: isConfirmed,
            createdAt: Timestamp(microseconds: createdAt.microseconds))
    }
}

struct FindPerson: Statement, Sendable {
    let id: Identifier

    static let sql = "SELECT \(PersonRow.columns) FROM person WHERE id = $1 AND erased_at IS NULL"
    func bind(_ p: inout Parameters) { p.append(id) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PersonRow { try PersonRow(row) }
}

/// By mail address or user name, whichever was given.
struct FindPersonByName: Statement, Sendable {
    let email: [UInt8]
    let name: [UInt8]

    static let sql = "SELECT \(PersonRow.columns) FROM person WHERE email_index = $1 OR name_index = $2"
    func bind(_ p: inout Parameters) {
        p.append(email)
        p.append(name)
    }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PersonRow { try PersonRow(row) }
}

struct InsertPerson: Statement, Sendable {
    let id: Identifier
    let createdAt: Timestamptz
    let role: String
    let email: (sealed: [UInt8], index: [UInt8])
    let name: (sealed: [UInt8], index: [UInt8])?
    let password: String?
    let locale: String

    static let sql = """
        INSERT INTO person (id, created_at, role, email_sealed, email_index, name_sealed, name_index, password, locale)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(createdAt)
        p.append(role)
        p.append(email.sealed)
        p.append(email.index)
        p.append(name.map(\.sealed))
        p.append(name.map(\.index))
        p.append(password)
        p.append(locale)
    }
}

struct SetPassword: Statement, Sendable {
    let person: Identifier
    let password: String

    static let sql = "UPDATE person SET password = $2 WHERE id = $1"
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(password)
    }
}

struct SetRole: Statement, Sendable {
    let person: Identifier
    let role: String

    static let sql = "UPDATE person SET role = $2 WHERE id = $1 AND erased_at IS NULL"
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(role)
    }
}
