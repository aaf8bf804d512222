import Payments
import Postgres

extension IdentityService {
    /// Sets a password, and ends the person's other sessions, keys and endpoints: one who knew the old one may
    /// have made them. A mail says so.
    ///
    /// - Parameters:
    ///   - current: needed when there is one already, unless the session's last log-in was by a mailed code within ten
    ///     minutes.
    ///   - keepsPrograms: keys and endpoints stay; only with the current password.
    /// - Throws: `weak_password`, `invalid_credentials`, `invalid_token`, `too_many_attempts`.
    @discardableResult
    public func setPassword(
        _ password: String, current: String?, keepsPrograms: Bool = false, of caller: Caller
    ) async throws -> EndedAccess {
        let row = try await confirmed(caller, password: current)
        try check(password, words: [try row.person(vault).userName, try row.person(vault).email])
        let hash = try await passwords.hash(password)
        let line = try line(person: caller.person)
        let ended = try await pool.run { connection in
            try connection.transaction { transaction in
                let standing = try authorize(caller, in: transaction)
                let person = standing.person
                // Compared with what is stored now: another request may have changed it meanwhile.
                guard person.password == row.password else { throw IdentityError(.invalidCredentials) }
                let isReset = standing.isFresh && standing.isByCode
                if person.password != nil, current == nil, !isReset { throw IdentityError(.invalidCredentials) }
                try transaction.send(SetPassword(person: person.id, password: hash))
                let keeps = keepsPrograms && current != nil
                var ended = keeps ? EndedAccess() : try endPrograms(of: person.id, in: transaction)
                let sessions = EndSessions(person: person.id, but: caller.session, why: "password_changed")
                ended.sessions = try transaction.send(sessions).affectedRows()
                try transaction.send(line)
                try notify(person, .passwordChanged, ended, in: transaction)
                return ended
            }
        }
        onOutgoing()
        return ended
    }

    /// The person, whose password it is if one was given.
    ///
    /// - Throws: `invalid_credentials`, `invalid_token`, `too_many_attempts`.
    func confirmed(_ caller: Caller, password: String?) async throws -> PersonRow {
        let count = CountGuess(
            bucket: try root.hash("guess/password", caller.person.description), free: GuessLimit.name.free)
        let row = try await pool.run { connection in
            let row = try connection.transaction { try authorize(caller, in: $0).person }
            if password != nil { try Self.count(count, connection) }
            return row
        }
        guard let password else { return row }
        guard try await passwords.matches(password, hash: row.password) else {
            throw IdentityError(.invalidCredentials)
        }
        _ = try await pool.run { try $0.execute(ForgetGuesses(bucket: count.bucket)) }
        return row
    }

    /// - Throws: `weak_password`.
    func check(_ password: String, words: [String?]) throws(IdentityError) {
        guard let weakness = PasswordRules.weakness(of: password, words: words.compactMap { $0 }) else { return }
        throw IdentityError(.weakPassword, weakness: weakness)
    }
}
