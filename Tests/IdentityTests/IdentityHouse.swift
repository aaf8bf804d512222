import Foundation
import Identity
import Payments
import Postgres
import TestSupport

/// An identity service on a schema of a test's own.
struct IdentityHouse {
    let service: IdentityService
    let pool: ConnectionPool

    static let secret = String(repeating: "0123456789abcdef", count: 4)

    init(
        dataKeys: String = "1=\(secret)", tokenKeys: String = "1=\(secret)", schema: String? = nil,
        accessSeconds: Int64 = 600, refreshGraceSeconds: Int64 = 0, asksForSecondFactor: Bool = true
    ) async throws {
        let name = schema ?? TestDatabase.uniqueName("identity")
        let role = WorkerRole(name: "giro_\(name)", schema: name, password: "secret")
        let admin = try TestDatabase.connect()
        defer { admin.close() }
        try role.apply(on: admin)
        _ = try Migrator(
            component: "identity", schema: name, migrations: IdentityService.migrations, role: role.name
        ).apply(on: admin)
        pool = ConnectionPool(try TestDatabase.configuration(schema: name), connections: 4, maximumWaiting: 1_000)
        service = IdentityService(
            pool: pool, root: try RootKey(Self.secret), vault: Vault(try NamedSecrets(dataKeys, purpose: "data")),
            tokens: try await TokenKeys(NamedSecrets(tokenKeys, purpose: "token"), issuer: "test"),
            passwords: PasswordHasher(concurrent: 2, maximumWaiting: 100),
            lifetimes: .init(
                accessSeconds: accessSeconds, sessionSeconds: 3_600, refreshGraceSeconds: refreshGraceSeconds),
            asksForSecondFactor: asksForSecondFactor, onOutgoing: {})
    }

    /// The person, in a session of their own that has just begun.
    func caller(_ person: Person) async throws -> Caller {
        try await service.caller(bearer: service.beginSession(for: person).accessToken)
    }

    /// The address is shown to be the person's, without ending anything.
    func confirm(_ person: Person) async throws {
        let caller = try await caller(person)
        let change = try await service.beginAddressChange(to: person.email, by: caller, address: "1.2.3.4")
        _ = try await service.confirmAddressChange(code: change?.code ?? "", by: caller)
    }

    /// Changes rows as the tables' owner.
    func execute(_ script: String) async throws {
        try await pool.run { try $0.execute(script: script) }
    }

    static func registration(
        _ email: String, userName: String? = nil, password: String? = nil
    ) throws -> Registration {
        guard let currency = Currency("EUR") else { throw IdentityError(.unreadableData) }
        return Registration(
            email: email, userName: userName, password: password, role: .user, currency: currency, locale: "en")
    }

    func register(_ email: String, userName: String? = nil, password: String? = nil) async throws -> Person {
        try await service.register(
            Self.registration(email, userName: userName, password: password), as: Identifier.make())
    }

    /// The code of the refusal; nil when there was none.
    static func refusal(_ body: () async throws -> Void) async throws -> IdentityError.Code? {
        do {
            try await body()
            return nil
        } catch let error as IdentityError {
            return error.code
        }
    }

    func count(_ table: String) async throws -> Int64 {
        try await pool.run { connection in
            try connection.query(CountRows(table: table)).first ?? -1
        }
    }
}

/// Rows of one of the schema's tables.
private struct CountRows: Statement {
    let table: String

    static let sql = """
        SELECT CASE $1 WHEN 'person' THEN (SELECT count(*) FROM person) WHEN 'outbox' THEN (SELECT count(*) FROM outbox)
            WHEN 'holding' THEN (SELECT count(*) FROM holding)
            WHEN 'contact' THEN (SELECT count(*) FROM outbox WHERE topic = 'contact.updated')
            WHEN 'guesses' THEN (SELECT coalesce(sum(failures), 0) FROM guess)
            WHEN 'erased webhook' THEN
                (SELECT count(*) FROM webhook WHERE url = 'https://erased.invalid/' AND state = 'deleted') END
        """
    func bind(_ p: inout Parameters) { p.append(table) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
