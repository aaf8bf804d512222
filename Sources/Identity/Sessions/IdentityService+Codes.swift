import Payments
import Postgres

extension IdentityService {
    /// Counts that somebody asks for a code, whether or not anybody has the address.
    ///
    /// - Throws: `too_many_attempts`.
    public func admitCodeRequest(email: String, address: String) async throws {
        try await countGuesses([
            CountGuess(bucket: try root.hash("guess/address", address), free: GuessLimit.address.free),
            CountGuess(bucket: try root.hash("guess/code", Lookup.normalized(email)), free: GuessLimit.name.free),
        ])
    }

    /// Makes a code for whoever has the address. To be called off the request's way: it takes longer when there is
    /// somebody.
    ///
    /// - Returns: the code and the address as it was registered; nil when nobody has it.
    public func makeCode(email: String) async throws -> (code: String, email: String)? {
        let find = FindPersonByName(email: try root.hash("email", Lookup.normalized(email)), name: [])
        guard let row = try await pool.query(find).first else { return nil }
        let code = LoginCode.make()
        let put = PutLoginCode(person: row.id, hash: try LoginCode.hash(code, of: row.id, root))
        _ = try await pool.run { try $0.execute(put) }
        return (code, try row.person(vault).email)
    }

    /// Lets somebody in by address and the code that was mailed there, which confirms the address. The first time, what
    /// was set up before (password, keys, other sessions) is taken back: whoever did it had not shown that the address
    /// was theirs.
    ///
    /// - Throws: `invalid_credentials`, whatever of the two was wrong or too late; `too_many_attempts`.
    public func logIn(email: String, code: String, address: String) async throws -> (Person, SessionTokens) {
        let name = try root.hash("guess/name", Lookup.normalized(email))
        try await countGuesses([
            CountGuess(bucket: try root.hash("guess/address", address), free: GuessLimit.address.free),
            CountGuess(bucket: name, free: GuessLimit.name.free),
        ])
        let find = FindPersonByName(email: try root.hash("email", Lookup.normalized(email)), name: [])
        guard let row = try await pool.query(find).first else { throw IdentityError(.invalidCredentials) }
        act?.concerns(row.id)
        let hash = try LoginCode.hash(code, of: row.id, root)
        guard let known = try await pool.query(TryLoginCode(person: row.id)).first, isEqual(known, hash) else {
            throw IdentityError(.invalidCredentials)
        }
        try await pool.run { connection in
            try connection.transaction { transaction in
                guard try transaction.send(TakeLoginCode(person: row.id, hash: hash)).affectedRows() > 0 else {
                    throw IdentityError(.invalidCredentials)
                }
                if try transaction.send(ConfirmAddress(person: row.id)).affectedRows() > 0 {
                    try transaction.send(DisownEarlierAccess(person: row.id))
                }
                try transaction.send(ForgetGuesses(bucket: name))
            }
        }
        let person = try await person(row.id)
        return (person, try await beginSession(for: person, byCode: true))
    }

    func countGuesses(_ counts: [CountGuess]) async throws {
        try await pool.run { connection in
            for count in counts {
                let pause = try connection.query(count)[0]
                if pause > 0 { throw IdentityError(.tooManyAttempts, retryAfterSeconds: Int(pause)) }
            }
        }
    }
}
