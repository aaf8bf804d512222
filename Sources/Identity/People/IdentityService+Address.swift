import Payments
import Postgres

extension IdentityService {
    /// Prepares another mail address, or the same one to be confirmed. It is the person's once the code was used that
    /// is to be mailed there.
    ///
    /// - Returns: the code, and the address; nil when another person has it: nothing is to be mailed then, and the
    ///   answer to the caller is the same.
    /// - Throws: `fresh_login_required`, `invalid_token`, `too_many_attempts`.
    public func beginAddressChange(
        to email: String, by caller: Caller, address: String
    ) async throws -> (code: String, email: String, locale: String)? {
        try await admitCodeRequest(email: email, address: address)
        let owner = CountGuess(
            bucket: try root.hash("guess/code", caller.person.description), free: GuessLimit.name.free)
        try await countGuesses([owner])
        let code = LoginCode.make()
        let index = try root.hash("email", Lookup.normalized(email))
        let put = PutAddressChange(
            person: caller.person,
            email: (try vault.seal(Array(email.utf8), context: PersonRow.emailContext(caller.person)), index),
            hash: try LoginCode.hash(code, of: caller.person, root))
        return try await pool.run { connection in
            try connection.transaction { transaction in
                let person = try authorize(caller, Needs(isFresh: true), in: transaction).person
                let holder = try transaction.query(FindPersonByName(email: index, name: [])).first
                if let holder, holder.id != person.id { return nil }
                try transaction.send(put)
                return (code, email, person.locale)
            }
        }
    }

    /// Makes the prepared address the person's, and tells the one before.
    ///
    /// - Throws: `invalid_credentials` when the code is wrong or late, `email_taken`, `invalid_token`.
    public func confirmAddressChange(code: String, by caller: Caller) async throws -> Person {
        let hash = try LoginCode.hash(code, of: caller.person, root)
        guard let known = try await pool.query(TryAddressChange(person: caller.person)).first,
            isEqual(known, hash)
        else { throw IdentityError(.invalidCredentials) }
        let line = try line(person: caller.person)
        let row = try await pool.run { connection in
            try connection.transaction { transaction in
                let before = try authorize(caller, in: transaction).person
                guard let change = try transaction.query(TakeAddressChange(person: before.id, hash: hash)).first else {
                    throw IdentityError(.invalidCredentials)
                }
                let holder = try transaction.query(FindPersonByName(email: change.index, name: [])).first
                if let holder, holder.id != before.id { throw IdentityError(.emailTaken) }
                let email = try vault.open(change.sealed, context: PersonRow.emailContext(before.id))
                let isOther = String(decoding: email, as: UTF8.self) != (try before.person(vault).email)
                if isOther { try notify(before, .addressChanged, in: transaction) }
                try transaction.send(SetAddress(person: before.id, email: change))
                try announceContacts(of: before.id, in: transaction)
                try transaction.send(line)
                return try transaction.query(FindPerson(id: before.id))[0]
            }
        }
        onOutgoing()
        return try row.person(vault)
    }
}
