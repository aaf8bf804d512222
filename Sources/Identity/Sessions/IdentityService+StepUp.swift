import Postgres

/// What a person shows again for a change that wants a fresh log-in.
public enum StepUp: Sendable {
    case password(String)
    /// As it was mailed for logging in.
    case code(String)
    /// Where there is neither password nor mailed code at hand: the second factor alone.
    case factorOnly
}

extension IdentityService {
    /// Makes the caller's session as good as one that has just begun. Who has a second factor shows it too.
    ///
    /// - Throws: `invalid_credentials`, `second_factor_required`, `invalid_second_factor`, `invalid_token`,
    ///   `too_many_attempts`.
    public func stepUp(_ caller: Caller, _ proof: StepUp, factor: FactorProof?) async throws {
        guard let session = caller.session else { throw IdentityError(.scopeNotAllowed) }
        var password: String?
        var hash: [UInt8]?
        switch proof {
        case .password(let given): password = given
        case .code(let code): hash = try await triedCode(code, of: caller.person)
        case .factorOnly: if factor == nil { throw IdentityError(.invalidCredentials) }
        }
        let row = try await confirmed(caller, password: password)
        try await countFactor(factor, of: caller.person)
        let line = try line(person: caller.person)
        try await pool.run { [hash] connection in
            try connection.transaction { transaction in
                let person = try authorize(caller, in: transaction).person
                guard person.password == row.password else { throw IdentityError(.invalidCredentials) }
                let hasFactor = try prove(factor, of: person, in: transaction)
                if case .factorOnly = proof, !hasFactor { throw IdentityError(.invalidCredentials) }
                if let hash {
                    let take = TakeLoginCode(person: person.id, hash: hash)
                    if try transaction.send(take).affectedRows() == 0 { throw IdentityError(.invalidCredentials) }
                    // Who is logged in and reads the address's mail has set up themselves what there is.
                    try confirmAddress(of: person, in: transaction)
                }
                try transaction.send(
                    FreshenSession(id: session, byCode: hash != nil, hasSecondFactor: hasFactor))
                try transaction.send(line)
            }
        }
        if hash != nil { onOutgoing() }
    }
}
