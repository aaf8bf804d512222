import Payments
import Postgres

extension IdentityService {
    /// How many keys one person may have, revoked ones among them.
    static let maximumKeys = 100

    /// Makes a key for a program. Its secret is answered here and never again.
    ///
    /// - Throws: `too_many_keys`.
    public func makeKey(
        for person: Identifier, label: String, scopes: [Scope], lifetimeSeconds: Int64
    ) async throws -> (ProgramKey, secret: String) {
        let secret = ProgramSecret(id: .make())
        let now = Timestamp.now()
        let key = ProgramKey(
            id: secret.id, label: label, scopes: scopes, createdAt: now,
            expiresAt: Timestamp(microseconds: now.microseconds + lifetimeSeconds * 1_000_000), revokedAt: nil)
        let insert = InsertKey(key: key, person: person, hash: secret.hash)
        try await pool.run { connection in
            try connection.transaction { transaction in
                _ = try transaction.query(LockPerson(person: person))
                if try transaction.query(KeysOf(person: person)).count >= Self.maximumKeys {
                    throw IdentityError(.tooManyKeys)
                }
                try transaction.send(insert)
            }
        }
        return (key, secret.text)
    }

    public func keys(of person: Identifier) async throws -> [ProgramKey] {
        try await pool.query(KeysOf(person: person))
    }

    /// - Throws: `unknown_key` when the person has no such key.
    public func revokeKey(_ id: Identifier, of person: Identifier) async throws {
        let changed = try await pool.run { try $0.execute(RevokeKey(id: id, person: person)) }
        if changed == 0 { throw IdentityError(.unknownKey) }
    }

    func program(_ text: String) async throws -> Caller {
        guard let secret = ProgramSecret(text), let row = try await pool.query(FindKey(id: secret.id)).first,
            isEqual(row.hash, secret.hash), let role = Person.Role(rawValue: row.role)
        else { throw IdentityError(.invalidToken) }
        if row.isExpired { throw IdentityError(.expiredToken) }
        return Caller(person: row.person, role: role, session: nil, scopes: row.scopes)
    }
}
