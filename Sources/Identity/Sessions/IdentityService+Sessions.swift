import Payments
import Postgres

extension IdentityService {
    /// Lets somebody in by user name or mail address and password.
    ///
    /// - Parameter address: where the attempt comes from, to slow guessing down.
    /// - Throws: `invalid_credentials`, whatever of the two was wrong; `too_many_attempts`.
    public func logIn(name: String, password: String, address: String) async throws -> (Person, SessionTokens) {
        let lookup = try lookup(name)
        let bucket = try root.hash("guess/name", Lookup.normalized(name))
        let counts = [
            CountGuess(bucket: try root.hash("guess/address", address), free: GuessLimit.address.free),
            CountGuess(bucket: bucket, free: GuessLimit.name.free),
        ]
        let row = try await pool.run { connection in
            for count in counts {
                let pause = try connection.query(count)[0]
                if pause > 0 { throw IdentityError(.tooManyAttempts, retryAfterSeconds: Int(pause)) }
            }
            return try connection.query(lookup).first
        }
        if let row { act?.concerns(row.id) }
        guard try await passwords.matches(password, hash: row?.password), let row else {
            throw IdentityError(.invalidCredentials)
        }
        _ = try await pool.run { try $0.execute(ForgetGuesses(bucket: bucket)) }
        let person = try row.person(vault)
        return (person, try await beginSession(for: person))
    }

    /// A new session of somebody who has proven who they are.
    public func beginSession(
        for person: Person, as id: Identifier = .make(), byCode: Bool = false
    ) async throws -> SessionTokens {
        let seed = randomBytes(16)
        let insert = InsertSession(
            id: id, person: person.id, createdAt: .now(), expiresAt: .now(adding: lifetimes.sessionSeconds), seed: seed,
            byCode: byCode)
        // Registering begins a session too, and is told of already.
        let line = act?.isRecorded == true ? nil : try line(person: person.id)
        try await pool.run { connection in
            try connection.transaction { transaction in
                try transaction.send(insert)
                if let line { try transaction.send(line) }
            }
        }
        let refresh = try RefreshToken(session: id, generation: 1, seed: seed, root: root)
        return try await sessionTokens(person, id, refresh)
    }

    /// Trades a refresh token for new tokens; each is good once. One that comes a second time was stolen, from whoever
    /// used it first or second: the session ends.
    ///
    /// - Throws: `invalid_token`, `expired_token`, `refresh_reused`.
    public func refresh(_ text: String) async throws -> (Person, SessionTokens) {
        guard let token = RefreshToken(text) else { throw IdentityError(.invalidToken) }
        let (outcome, row) = try await pool.run { connection in
            try connection.transaction { transaction -> (Result<LockSession.Row, IdentityError>, PersonRow?) in
                guard let session = try transaction.query(LockSession(id: token.session)).first,
                    try token.isGenuine(seed: session.seed, root: root)
                else { return (.failure(IdentityError(.invalidToken)), nil) }
                if session.hasEnded { return (.failure(IdentityError(.invalidToken)), nil) }
                if session.expiresAt <= .now() { return (.failure(IdentityError(.expiredToken)), nil) }
                guard session.generation == token.generation else {
                    try transaction.send(EndSession(id: token.session, why: "refresh_reused"))
                    let outcome = IdentityError.Code.refreshReused.rawValue
                    try transaction.send(try line(outcome: outcome, about: session.person))
                    return (.failure(IdentityError(.refreshReused)), nil)
                }
                try transaction.send(RotateSession(id: token.session))
                try transaction.send(try line(person: session.person))
                return (.success(session), try transaction.query(FindPerson(id: session.person)).first)
            }
        }
        let session = try outcome.get()
        guard let person = try row?.person(vault) else { throw IdentityError(.unknownPerson) }
        let next = try RefreshToken(
            session: token.session, generation: session.generation + 1, seed: session.seed, root: root)
        return (person, try await sessionTokens(person, token.session, next))
    }

    /// Ends a session: its refresh token is worth nothing from now on, its access tokens until they expire.
    public func logOut(_ session: Identifier) async throws {
        let line = try line()
        try await pool.run { connection in
            try connection.transaction { transaction in
                try transaction.send(EndSession(id: session, why: "log_out"))
                try transaction.send(line)
            }
        }
    }

    /// Sets a password, and ends the person's other sessions.
    ///
    /// - Parameter current: needed when there is one already, unless the session has just begun by a mailed code.
    /// - Throws: `invalid_credentials`, `too_many_attempts`.
    public func setPassword(_ password: String, current: String?, of caller: Caller) async throws {
        let count = CountGuess(
            bucket: try root.hash("guess/password", caller.person.description), free: GuessLimit.name.free)
        let row = try await pool.run { connection in
            let pause = try connection.query(count)[0]
            if pause > 0 { throw IdentityError(.tooManyAttempts, retryAfterSeconds: Int(pause)) }
            return try connection.query(FindPerson(id: caller.person)).first
        }
        guard let row else { throw IdentityError(.unknownPerson) }
        if row.password != nil {
            guard try await mayReplace(row, current, caller) else { throw IdentityError(.invalidCredentials) }
        }
        let hash = try await passwords.hash(password)
        let line = try line(person: caller.person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                try transaction.send(SetPassword(person: caller.person, password: hash))
                try transaction.send(EndOtherSessions(person: caller.person, but: caller.session ?? caller.person))
                try transaction.send(ForgetGuesses(bucket: count.bucket))
                try transaction.send(line)
            }
        }
    }

    /// A forgotten password needs a code instead.
    private func mayReplace(_ row: PersonRow, _ current: String?, _ caller: Caller) async throws -> Bool {
        if let current { return try await passwords.matches(current, hash: row.password) }
        guard let session = caller.session else { return false }
        return try await pool.query(IsFreshSession(session: session, person: row.id, byCode: true)).first == true
    }

    /// Who has this access token or program's key.
    ///
    /// - Throws: `invalid_token`, `expired_token`.
    public func caller(bearer: String) async throws -> Caller {
        if bearer.hasPrefix(ProgramSecret.prefix) { return try await program(bearer) }
        let claims = try await tokens.verify(bearer)
        guard let person = Identifier(claims.subject.value), let role = Person.Role(rawValue: claims.role),
            let session = Identifier(claims.session)
        else { throw IdentityError(.invalidToken) }
        return Caller(person: person, role: role, session: session, key: nil, scopes: nil)
    }

    private func sessionTokens(
        _ person: Person, _ session: Identifier, _ refresh: RefreshToken
    ) async throws -> SessionTokens {
        let claims = tokens.claims(person: person, session: session, lifetimeSeconds: lifetimes.accessSeconds)
        return SessionTokens(
            accessToken: try await tokens.sign(claims), refreshToken: refresh.text,
            expiresInSeconds: lifetimes.accessSeconds)
    }
}
