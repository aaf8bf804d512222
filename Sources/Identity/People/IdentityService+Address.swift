import Payments
import Postgres

extension IdentityService {
    /// Prepares another mail address, or the same one to be confirmed. It is the person's once the code was used that is
    /// to be mailed there.
    ///
    /// - Returns: the code, and the address; nil when another person has it: nothing is to be mailed then, and the answer
    ///   to the caller is the same.
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

private struct PutAddressChange: Statement {
    let person: Identifier
    let email: (sealed: [UInt8], index: [UInt8])
    let hash: [UInt8]

    static let sql = """
        INSERT INTO address_change (person, email_sealed, email_index, hash, expires_at)
        VALUES ($1, $2, $3, $4, now() + make_interval(secs => \(LoginCode.lifetimeSeconds)))
        ON CONFLICT (person) DO UPDATE SET email_sealed = excluded.email_sealed, email_index = excluded.email_index,
            hash = excluded.hash, expires_at = excluded.expires_at, tries = 0
        """
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(email.sealed)
        p.append(email.index)
        p.append(hash)
    }
}

/// Counts a try before it is looked at. No row: there is no code to be tried.
private struct TryAddressChange: Statement {
    let person: Identifier

    static let sql = """
        UPDATE address_change SET tries = tries + 1
        WHERE person = $1 AND expires_at > now() AND tries < \(LoginCode.maximumTries) RETURNING hash
        """
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [UInt8] { try row.bytes(0) }
}

private struct TakeAddressChange: Statement {
    let person: Identifier
    let hash: [UInt8]

    static let sql = "DELETE FROM address_change WHERE person = $1 AND hash = $2 RETURNING email_sealed, email_index"
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(hash)
    }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (sealed: [UInt8], index: [UInt8]) {
        (try row.bytes(0), try row.bytes(1))
    }
}

/// A code that was mailed to the address before is worth nothing from here on.
private struct SetAddress: Statement {
    let person: Identifier
    let email: (sealed: [UInt8], index: [UInt8])

    static let sql = """
        WITH codes AS (DELETE FROM login_code WHERE person = $1)
        UPDATE person SET email_sealed = $2, email_index = $3, confirmed_at = now()
        WHERE id = $1 AND erased_at IS NULL
        """
    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(email.sealed)
        p.append(email.index)
    }
}
