import Messages
import Payments
import Postgres

extension IdentityService {
    /// Registers a person and asks for a wallet, all of it or nothing. The same identifier again gives the same person.
    /// Mails about the wallet begin when the address was shown to be theirs.
    ///
    /// - Throws: `weak_password`, `email_taken`, `user_name_taken`.
    public func register(_ registration: Registration, as id: Identifier) async throws -> Person {
        var hash: String?
        if let password = registration.password {
            try check(password, words: [registration.userName, registration.email])
            hash = try await passwords.hash(password)
        }
        let insert = try insertion(registration, id, hash)
        let wallet = try firstAccount(of: id, currency: registration.currency)
        let message = try outgoing(
            AccountRequested(account: wallet.account, action: .open, kind: .wallet, currency: wallet.currency))
        let line = try line(subject: wallet.account.text, person: id)
        let row = try await pool.run { connection in
            try connection.transaction { transaction in
                if try transaction.send(insert).affectedRows() == 0 {
                    return try known(id, insert, in: transaction)
                }
                try transaction.send(InsertHolding(holding: wallet))
                try transaction.send(message)
                try transaction.send(line)
                return try transaction.query(FindPerson(id: id))[0]
            }
        }
        onOutgoing()
        return try row.person(vault)
    }

    /// - Throws: `unknown_person`.
    public func person(_ id: Identifier) async throws -> Person {
        guard let row = try await pool.query(FindPerson(id: id)).first else { throw IdentityError(.unknownPerson) }
        return try row.person(vault)
    }

    /// By user name or mail address; for the house's own people.
    ///
    /// - Throws: `unknown_person`.
    public func person(named name: String) async throws -> Person {
        guard let row = try await pool.query(try lookup(name)).first else { throw IdentityError(.unknownPerson) }
        return try row.person(vault)
    }

    /// Gives a person another role.
    ///
    /// - Parameter authority: an admin's, with a log-in of the last ten minutes, or a command's.
    /// - Throws: `unknown_person`, `role_not_allowed`, `fresh_login_required`, `invalid_token`.
    public func setRole(_ role: Person.Role, of id: Identifier, by authority: Authority) async throws {
        let line = try line(subject: role.rawValue, about: id)
        try await pool.run { connection in
            try connection.transaction { transaction in
                if case .caller(let caller) = authority {
                    _ = try authorize(caller, Needs(isFresh: true, roles: [.admin]), in: transaction)
                }
                guard let person = try transaction.query(LockPerson(person: id)).first else {
                    throw IdentityError(.unknownPerson)
                }
                try transaction.send(SetRole(person: id, role: role.rawValue))
                try transaction.send(line)
                if person.role != role.rawValue {
                    try notify(
                        person, .roleChanged, details: [Notice.Detail(label: .newRole, value: role.rawValue)],
                        in: transaction)
                }
            }
        }
    }

    private func insertion(
        _ registration: Registration, _ id: Identifier, _ password: String?
    ) throws -> InsertPerson {
        let email = Array(registration.email.utf8)
        let name = registration.userName
        return InsertPerson(
            id: id, createdAt: .now(), role: registration.role.rawValue,
            email: (
                try vault.seal(email, context: PersonRow.emailContext(id)),
                try root.hash("email", Lookup.normalized(registration.email))
            ),
            name: try name.map { name in
                (
                    try vault.seal(Array(name.utf8), context: PersonRow.nameContext(id)),
                    try root.hash("name", Lookup.normalized(name))
                )
            }, password: password, locale: registration.locale)
    }

    func lookup(_ name: String) throws(IdentityError) -> FindPersonByName {
        let text = Lookup.normalized(name)
        return FindPersonByName(email: try root.hash("email", text), name: try root.hash("name", text))
    }

    /// Nothing was inserted: the same registration again, or another person has the address or the name.
    private func known(
        _ id: Identifier, _ insert: InsertPerson, in transaction: Transaction
    ) throws -> PersonRow {
        if let same = try transaction.query(FindPerson(id: id)).first { return same }
        let others = try transaction.query(FindPersonByName(email: insert.email.index, name: []))
        throw IdentityError(others.isEmpty ? .userNameTaken : .emailTaken)
    }
}
