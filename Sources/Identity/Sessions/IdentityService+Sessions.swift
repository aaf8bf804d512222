import Payments
import Postgres

extension IdentityService {
    /// Lets a person in by user name or mail address and password.
    ///
    /// - Parameters:
    ///   - factor: what proves the second factor, for who has one.
    ///   - address: where the attempt comes from, to slow guessing down.
    /// - Throws: `invalid_credentials`, whatever of the two was wrong; `second_factor_required`,
    ///   `invalid_second_factor`, `too_many_attempts`.
    public func logIn(
        name: String, password: String, factor: FactorProof? = nil, address: String
    ) async throws -> (Person, SessionTokens) {
        let lookup = try lookup(name)
        let attempt = try LoginAttempt(name: name, address: address, root: root)
        let (counted, row) = try await pool.run { connection in
            (try attempt.count(on: connection), try connection.query(lookup).first)
        }
        if let row { act?.concerns(row.id) }
        guard try await passwords.matches(password, hash: row?.password), let row else {
            throw IdentityError(.invalidCredentials)
        }
        try await countFactor(factor, of: row.id)
        return try await begin(row.id, byCode: false) { person, transaction in
            // The password may have been changed while it was compared.
            guard person.password == row.password else { throw IdentityError(.invalidCredentials) }
            let hasFactor = try prove(factor, of: person, in: transaction)
            try attempt.succeeded(counted: counted, in: transaction)
            return (hasFactor, nil)
        }
    }

    /// A new session of a person who has proven who they are by registering.
    public func beginSession(for person: Person, as id: Identifier = .make()) async throws -> SessionTokens {
        try await begin(person.id, as: id, byCode: false) { _, _ in (false, nil) }.1
    }

    /// Begins a session in the transaction that decides whether it may begin.
    ///
    /// - Parameter admit: says whether a second factor was shown, and what has ended by it.
    func begin(
        _ id: Identifier, as session: Identifier = .make(), byCode: Bool,
        admit: @escaping @Sendable (PersonRow, Transaction) throws -> (hasSecondFactor: Bool, ended: EndedAccess?)
    ) async throws -> (Person, SessionTokens) {
        let seed = randomBytes(16)
        let place = try sealedPlace(of: session)
        // Registering begins a session too, and is told of already.
        let line = act?.isRecorded == true ? nil : try line(person: id)
        let (row, hasFactor, ended) = try await pool.run { connection in
            try connection.transaction { transaction in
                guard let person = try transaction.query(LockPerson(person: id)).first else {
                    throw IdentityError(.invalidCredentials)
                }
                let (hasFactor, ended) = try admit(person, transaction)
                try transaction.send(
                    InsertSession(
                        id: session, person: id, expiresAt: .now(adding: lifetimes.sessionSeconds), seed: seed,
                        byCode: byCode, hasSecondFactor: hasFactor, place: place))
                if let line { try transaction.send(line) }
                return (try transaction.query(FindPerson(id: id))[0], hasFactor, ended)
            }
        }
        if ended != nil { onOutgoing() }
        let refresh = try RefreshToken(session: session, generation: 1, seed: seed, root: root)
        let person = try row.person(vault)
        var tokens = try await sessionTokens(person, session, refresh, hasSecondFactor: hasFactor)
        tokens.ended = ended
        return (person, tokens)
    }

    /// Trades a refresh token for new tokens; each is good once. One that comes a second time was stolen, from the one
    /// who used it first or second: the session ends. For some seconds after it was used it gives the same successor,
    /// so that two requests of one program at the same moment do not end its session.
    ///
    /// - Throws: `invalid_token`, `expired_token`, `refresh_reused`.
    public func refresh(_ text: String) async throws -> (Person, SessionTokens) {
        guard let token = RefreshToken(text) else { throw IdentityError(.invalidToken) }
        let place = try sealedPlace(of: token.session)
        let grace = lifetimes.refreshGraceSeconds
        let (outcome, row) = try await pool.run { connection in
            try connection.transaction { transaction -> (Result<LockSession.Row, IdentityError>, PersonRow?) in
                let lock = LockSession(id: token.session, graceSeconds: grace)
                guard var session = try transaction.query(lock).first,
                    try token.isGenuine(seed: session.seed, root: root), !session.hasEnded
                else { return (.failure(IdentityError(.invalidToken)), nil) }
                if session.expiresAt <= .now() { return (.failure(IdentityError(.expiredToken)), nil) }
                let isLate = session.isInGrace && token.generation == session.generation - 1
                guard session.generation == token.generation || isLate else {
                    try transaction.send(EndSession(id: token.session, why: "refresh_reused"))
                    let outcome = IdentityError.Code.refreshReused.rawValue
                    try transaction.send(try line(outcome: outcome, about: session.person))
                    return (.failure(IdentityError(.refreshReused)), nil)
                }
                if !isLate {
                    try transaction.send(RotateSession(id: token.session, place: place))
                    session.generation += 1
                }
                try transaction.send(try line(person: session.person))
                return (.success(session), try transaction.query(FindPerson(id: session.person)).first)
            }
        }
        let session = try outcome.get()
        guard let person = try row?.person(vault) else { throw IdentityError(.unknownPerson) }
        let next = try RefreshToken(
            session: token.session, generation: session.generation, seed: session.seed, root: root)
        return (person, try await sessionTokens(person, token.session, next, hasSecondFactor: session.hasSecondFactor))
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
        var caller = Caller(person: person, role: role, session: session, key: nil, scopes: nil)
        caller.awaitsSecondFactor = claims.awaitsSecondFactor == true
        return caller
    }

    private func sessionTokens(
        _ person: Person, _ session: Identifier, _ refresh: RefreshToken, hasSecondFactor: Bool
    ) async throws -> SessionTokens {
        let role = try role(person.role.rawValue, hasSecondFactor: hasSecondFactor)
        let claims = tokens.claims(
            person: person.id, role: role, session: session, awaitsSecondFactor: role != person.role,
            lifetimeSeconds: lifetimes.accessSeconds)
        return SessionTokens(
            accessToken: try await tokens.sign(claims), refreshToken: refresh.text,
            expiresInSeconds: lifetimes.accessSeconds, awaitsSecondFactor: role != person.role)
    }
}
