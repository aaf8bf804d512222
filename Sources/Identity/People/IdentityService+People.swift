import Messages
import Payments
import Postgres

extension IdentityService {
    /// How many accounts one person may have.
    static let maximumAccounts = 20

    /// Registers a person and asks for a wallet and for mail to reach them, all of it or nothing. The same identifier
    /// again gives the same person.
    ///
    /// - Throws: `email_taken`, `user_name_taken`.
    public func register(_ registration: Registration, as id: Identifier) async throws -> Person {
        var hash: String?
        if let password = registration.password { hash = try await passwords.hash(password) }
        let insert = try insertion(registration, id, hash)
        let wallet = try firstAccount(of: id, currency: registration.currency)
        let messages = [
            try outgoing(
                AccountRequested(account: wallet.account, action: .open, kind: .wallet, currency: wallet.currency)),
            try outgoing(
                ContactUpdated(
                    account: wallet.account, email: registration.email, name: registration.userName,
                    locale: registration.locale)),
        ]
        let line = try line(subject: wallet.account.text, person: id)
        let row = try await pool.run { connection in
            try connection.transaction { transaction in
                if try transaction.send(insert).affectedRows() == 0 {
                    return try known(id, insert, in: transaction)
                }
                try transaction.send(InsertHolding(holding: wallet))
                for message in messages { try transaction.send(message) }
                try transaction.send(line)
                return try transaction.query(FindPerson(id: id))[0]
            }
        }
        onOutgoing()
        return try row.person(vault)
    }

    /// The account that every person has from the start.
    public func firstAccount(of person: Identifier, currency: Currency) throws(IdentityError) -> Holding {
        let id = try root.derived("wallet", from: person)
        guard let account = AccountID("w-\(id)") else { throw IdentityError(.unreadableData) }
        return Holding(account: account, person: person, kind: .wallet, currency: currency, createdAt: .now())
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

    /// - Throws: `unknown_person`.
    public func setRole(_ role: Person.Role, of person: Identifier) async throws {
        let line = try line(subject: role.rawValue, about: person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                if try transaction.send(SetRole(person: person, role: role.rawValue)).affectedRows() == 0 {
                    throw IdentityError(.unknownPerson)
                }
                try transaction.send(line)
            }
        }
    }

    public func holdings(of person: Identifier) async throws -> [Holding] {
        try await holdingsOfPeople.rows(person)
    }

    public func holding(_ account: AccountID) async throws -> Holding? {
        try await holdingsByAccount.rows(account).first
    }

    /// Gives a person one more account. The same identifier again gives the same account.
    ///
    /// - Throws: `too_many_accounts`, `account_taken`.
    public func openAccount(
        as id: Identifier, for person: Identifier, kind: Holding.Kind, currency: Currency
    ) async throws -> Holding {
        guard let account = AccountID("a-\(id)") else { throw IdentityError(.unreadableData) }
        let holding = Holding(account: account, person: person, kind: kind, currency: currency, createdAt: .now())
        let message = try outgoing(AccountRequested(account: account, action: .open, kind: .wallet, currency: currency))
        let line = try line(subject: account.text, person: person)
        let stored = try await pool.run { connection in
            try connection.transaction { transaction in
                guard let count = try transaction.query(LockPerson(person: person)).first else {
                    throw IdentityError(.unknownPerson)
                }
                if let known = try transaction.query(FindHolding(account: account)).first { return known }
                if count >= Self.maximumAccounts { throw IdentityError(.tooManyAccounts) }
                if try transaction.send(InsertHolding(holding: holding)).affectedRows() == 0 {
                    throw IdentityError(.accountTaken)
                }
                try transaction.send(message)
                try announceWebhooks(of: person, in: transaction)
                try transaction.send(line)
                return holding
            }
        }
        if stored.person != person { throw IdentityError(.accountTaken) }
        onOutgoing()
        return stored
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
            }, password: password)
    }

    func lookup(_ name: String) throws(IdentityError) -> FindPersonByName {
        let text = Lookup.normalized(name)
        return FindPersonByName(email: try root.hash("email", text), name: try root.hash("name", text))
    }

    /// Nothing was inserted: the same registration again, or somebody has the address or the name.
    private func known(
        _ id: Identifier, _ insert: InsertPerson, in transaction: Transaction
    ) throws -> PersonRow {
        if let same = try transaction.query(FindPerson(id: id)).first { return same }
        let others = try transaction.query(FindPersonByName(email: insert.email.index, name: []))
        throw IdentityError(others.isEmpty ? .userNameTaken : .emailTaken)
    }
}
