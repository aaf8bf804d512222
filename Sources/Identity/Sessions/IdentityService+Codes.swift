import Payments
import Postgres

extension IdentityService {
    /// Counts that a code is asked for, whether or not a person has the address.
    ///
    /// - Throws: `too_many_attempts`.
    public func admitCodeRequest(email: String, address: String) async throws {
        let network = CountedAddress(address).text
        try await countGuesses([
            CountGuess(bucket: try root.hash("guess/mail", network), free: GuessLimit.address.free),
            CountGuess(bucket: try root.hash("guess/code", Lookup.normalized(email)), free: GuessLimit.name.free),
        ])
    }

    /// Makes a code for the person who has the address. To be called off the request's way: it takes longer when there
    /// is one.
    ///
    /// - Returns: the code and the address as it was registered; nil when there is no such person.
    public func makeCode(email: String) async throws -> (code: String, email: String)? {
        let find = FindPersonByName(email: try root.hash("email", Lookup.normalized(email)), name: [])
        guard let row = try await pool.query(find).first else { return nil }
        let code = LoginCode.make()
        let put = PutLoginCode(person: row.id, hash: try LoginCode.hash(code, of: row.id, root))
        _ = try await pool.run { try $0.execute(put) }
        return (code, try row.person(vault).email)
    }

    /// Lets a person in by address and the code that was mailed there, which confirms the address. The first time, what
    /// was set up before (password, second factor, keys, endpoints, role, other sessions) is taken back: the one who
    /// did it had not shown that the address was theirs. The answer and a mail say so.
    ///
    /// - Throws: `invalid_credentials`, whatever of the two was wrong or too late; `second_factor_required`,
    ///   `invalid_second_factor`, `too_many_attempts`.
    public func logIn(
        email: String, code: String, factor: FactorProof? = nil, address: String
    ) async throws -> (Person, SessionTokens) {
        let attempt = try LoginAttempt(name: email, address: address, root: root)
        let find = FindPersonByName(email: try root.hash("email", Lookup.normalized(email)), name: [])
        let (counted, row) = try await pool.run { connection in
            (try attempt.count(on: connection), try connection.query(find).first)
        }
        guard let row else { throw IdentityError(.invalidCredentials) }
        act?.concerns(row.id)
        let hash = try await triedCode(code, of: row.id)
        try await countFactor(factor, of: row.id)
        return try await begin(row.id, byCode: true) { person, transaction in
            let hasFactor = try person.isConfirmed && prove(factor, of: person, in: transaction)
            guard try transaction.send(TakeLoginCode(person: person.id, hash: hash)).affectedRows() > 0 else {
                throw IdentityError(.invalidCredentials)
            }
            try attempt.succeeded(counted: counted, in: transaction)
            if person.isConfirmed { return (hasFactor, nil) }
            let ended = try disown(person, in: transaction)
            try confirmAddress(of: person, in: transaction)
            try notify(person, .addressConfirmed, ended, isConfirmed: true, in: transaction)
            return (false, ended)
        }
    }

    /// Counts a try before it is looked at.
    ///
    /// - Returns: the code's hash.
    /// - Throws: `invalid_credentials`.
    func triedCode(_ code: String, of person: Identifier) async throws -> [UInt8] {
        let hash = try LoginCode.hash(code, of: person, root)
        guard let known = try await pool.query(TryLoginCode(person: person)).first, isEqual(known, hash) else {
            throw IdentityError(.invalidCredentials)
        }
        return hash
    }

    /// Takes back what was set up by a person who registered with an address and had not shown it to be theirs.
    private func disown(_ person: PersonRow, in transaction: Transaction) throws -> EndedAccess {
        var ended = try endPrograms(of: person.id, in: transaction)
        ended.sessions = try transaction.send(
            EndSessions(person: person.id, but: nil, why: "address_confirmed")
        ).affectedRows()
        ended.hadSecondFactor = try transaction.send(RemoveFactor(person: person.id)).affectedRows() > 0
        try transaction.send(RemoveRecoveryCodes(person: person.id))
        ended.hadPassword = person.password != nil
        ended.hadRole = Person.Role(rawValue: person.role)?.readsAll == true
        try transaction.send(DisownPerson(person: person.id))
        return ended
    }

    /// Revokes keys and deletes endpoints.
    func endPrograms(of person: Identifier, in transaction: Transaction) throws -> EndedAccess {
        var ended = EndedAccess()
        ended.keys = try transaction.send(RevokeKeys(person: person)).affectedRows()
        ended.endpoints = try eraseWebhooks(of: person, in: transaction)
        return ended
    }

    /// From now on mails about the accounts go there.
    func confirmAddress(of person: PersonRow, in transaction: Transaction) throws {
        guard try transaction.send(ConfirmAddress(person: person.id)).affectedRows() > 0 else { return }
        try announceContacts(of: person.id, in: transaction)
    }
}
