import Messages
import Payments
import Postgres

/// A log-in, as its person may see it.
public struct SessionRecord: Sendable {
    public let id: Identifier
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
    public let endedAt: Timestamp?
    /// `log_out`, `refresh_reused`, `password_changed`.
    public let endedWhy: String?
}

extension IdentityService {
    /// The latest log-ins, those that ended among them.
    public func sessions(of person: Identifier) async throws -> [SessionRecord] {
        try await pool.query(SessionsOf(person: person))
    }

    /// Lets somebody go on who gave their password again, or who has just logged in.
    ///
    /// - Throws: `invalid_credentials`, `too_many_attempts`, `log_in_again`.
    public func reassure(_ caller: Caller, password: String?) async throws {
        guard let password else {
            if let session = caller.session,
                try await pool.query(IsFreshSession(session: session, person: caller.person)).first == true
            {
                return
            }
            throw IdentityError(.logInAgain)
        }
        let count = CountGuess(
            bucket: try root.hash("guess/password", caller.person.description), free: GuessLimit.name.free)
        let row = try await pool.run { connection in
            let pause = try connection.query(count)[0]
            if pause > 0 { throw IdentityError(.tooManyAttempts, retryAfterSeconds: Int(pause)) }
            return try connection.query(FindPerson(id: caller.person)).first
        }
        guard let row else { throw IdentityError(.unknownPerson) }
        guard try await passwords.matches(password, hash: row.password) else {
            throw IdentityError(.invalidCredentials)
        }
        _ = try await pool.run { try $0.execute(ForgetGuesses(bucket: count.bucket)) }
    }

    /// Erases a person: address, name, password, sessions, keys, endpoints, and who the trail tells of. Asks for the
    /// accounts to be closed and for the address to be forgotten. What the ledger has under the accounts' ids stays,
    /// and the ids.
    ///
    /// Whether the accounts are empty is the caller's to find out.
    ///
    /// - Throws: `unknown_person`.
    public func erase(_ person: Identifier) async throws {
        let email = try await self.person(person).email
        let guesses = [
            try root.hash("guess/name", Lookup.normalized(email)),
            try root.hash("guess/password", person.description),
        ]
        let line = try line(subject: person.description, person: person, about: person)
        let eraseParts = try trail.erase(person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                guard try !transaction.query(LockPerson(person: person)).isEmpty else {
                    throw IdentityError(.unknownPerson)
                }
                try eraseWebhooks(of: person, in: transaction)
                for holding in try transaction.query(HoldingsOf(people: [person])) {
                    for message in try farewell(to: holding.account) { try transaction.send(message) }
                }
                try transaction.send(ErasePerson(person: person))
                for bucket in guesses { try transaction.send(ForgetGuesses(bucket: bucket)) }
                // In this order: the line about the erasure tells of the person too.
                try transaction.send(line)
                try transaction.send(eraseParts)
            }
        }
        onOutgoing()
    }

    private func farewell(to account: AccountID) throws -> [AppendOutgoing] {
        [
            try outgoing(AccountRequested(account: account, action: .close)),
            try AppendOutgoing(removing: account.text, of: ContactUpdated.self) {
                try vault.seal($0, context: Self.outboxContext)
            },
        ]
    }
}
