import Messages
import Payments
import Postgres

extension IdentityService {
    /// Lets a person go on who gave their password again, or who has just logged in.
    ///
    /// - Throws: `invalid_credentials`, `too_many_attempts`, `log_in_again`, `invalid_token`.
    public func reassure(_ caller: Caller, password: String?) async throws {
        if password != nil {
            _ = try await confirmed(caller, password: password)
            return
        }
        let isFresh = try await pool.run { connection in
            try connection.transaction { try authorize(caller, in: $0).isFresh }
        }
        if !isFresh { throw IdentityError(.logInAgain) }
    }

    /// Erases a person: address, name, password, sessions, keys, endpoints, and who the trail tells of. Asks for the
    /// accounts to be closed and for the address to be forgotten. What the ledger has under the accounts' ids stays,
    /// and the ids.
    ///
    /// Whether the accounts are empty is the caller's to find out.
    ///
    /// - Throws: `unknown_person`, `invalid_token`.
    public func erase(_ person: Identifier, by authority: Authority) async throws {
        let line = try line(subject: person.description, person: person, about: person)
        let eraseParts = try trail.erase(person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                if case .caller(let caller) = authority { _ = try authorize(caller, in: transaction) }
                guard let row = try transaction.query(LockPerson(person: person)).first else {
                    throw IdentityError(.unknownPerson)
                }
                try notify(row, .erased, in: transaction)
                try eraseWebhooks(of: person, in: transaction)
                for holding in try transaction.query(HoldingsOf(people: [person])) where holding.closedAt == nil {
                    for message in try farewell(to: holding.account) { try transaction.send(message) }
                }
                try transaction.send(ErasePerson(person: person))
                let email = Lookup.normalized(try row.person(vault).email)
                for bucket in [
                    try root.hash("guess/name", email), try root.hash("guess/password", person.description),
                ] { try transaction.send(ForgetGuesses(bucket: bucket)) }
                // In this order: the line about the erasure tells of the person too.
                try transaction.send(line)
                try transaction.send(eraseParts)
            }
        }
        onOutgoing()
    }
}
