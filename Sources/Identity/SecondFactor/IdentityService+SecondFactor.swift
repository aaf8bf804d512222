import Payments
import Postgres

/// What shows a second factor.
public enum FactorProof: Sendable, Equatable {
    /// Six digits of the app.
    case totp(String)
    /// One of the codes that were shown when it was switched on; good once.
    case recoveryCode(String)
}

/// What a person's app needs.
public struct FactorEnrolment: Sendable {
    public let secret: String
    /// `otpauth:`
    public let address: String
}

extension IdentityService {
    static let recoveryCodes = 10

    static func factorContext(_ person: Identifier) -> String { "person/\(person)/second_factor" }

    /// Counts a proof before it is looked at.
    ///
    /// - Throws: `too_many_attempts`.
    func countFactor(_ proof: FactorProof?, of person: Identifier) async throws {
        if proof == nil { return }
        try await countGuesses([CountGuess(bucket: try factorBucket(person), free: GuessLimit.name.free)])
    }

    private func factorBucket(_ person: Identifier) throws(IdentityError) -> [UInt8] {
        try root.hash("guess/second", person.description)
    }

    /// Asks who has a second factor to show it.
    ///
    /// - Returns: whether one was shown; false for who has none.
    /// - Throws: `second_factor_required`, `invalid_second_factor`.
    func prove(_ proof: FactorProof?, of person: PersonRow, in transaction: Transaction) throws -> Bool {
        guard let factor = try transaction.query(FindFactor(person: person.id)).first, factor.isConfirmed else {
            return false
        }
        guard let proof else { throw IdentityError(.secondFactorRequired) }
        switch proof {
        case .totp(let code): try take(code, of: person.id, factor, in: transaction)
        case .recoveryCode(let code):
            let use = UseRecoveryCode(person: person.id, hash: try recoveryHash(code, of: person.id))
            guard try transaction.send(use).affectedRows() > 0 else { throw IdentityError(.invalidSecondFactor) }
            try notify(person, .recoveryCodeUsed, in: transaction)
        }
        try transaction.send(ForgetGuesses(bucket: try factorBucket(person.id)))
        return true
    }

    private func take(
        _ code: String, of person: Identifier, _ factor: FindFactor.Row, in transaction: Transaction
    ) throws {
        let totp = TOTP(secret: try vault.open(factor.secret, context: Self.factorContext(person)))
        let now = Timestamp.now().microseconds / 1_000_000
        guard let step = totp.step(of: code, nowSeconds: now, after: factor.lastStep),
            try transaction.send(TakeFactorStep(person: person, step: step)).affectedRows() > 0
        else { throw IdentityError(.invalidSecondFactor) }
    }

    /// Begins to switch the second factor on: it is in force once a code of it was shown.
    ///
    /// - Throws: `second_factor_on`, `fresh_login_required`, `invalid_token`.
    public func beginSecondFactor(of caller: Caller, issuer: String) async throws -> FactorEnrolment {
        let totp = TOTP()
        let sealed = try vault.seal(totp.secret, context: Self.factorContext(caller.person))
        let row = try await pool.run { connection in
            try connection.transaction { transaction in
                let person = try authorize(caller, Needs(isFresh: true), in: transaction).person
                guard try transaction.send(PutFactor(person: person.id, secret: sealed)).affectedRows() > 0 else {
                    throw IdentityError(.secondFactorOn)
                }
                return person
            }
        }
        let person = try row.person(vault)
        return FactorEnrolment(
            secret: totp.base32, address: totp.address(issuer: issuer, account: person.userName ?? person.email))
    }

    /// Switches it on, for this session too.
    ///
    /// - Returns: codes to be kept for the day that the app is lost. They are shown here and never again.
    /// - Throws: `second_factor_off` when it was not begun, `second_factor_on`, `invalid_second_factor`,
    ///   `fresh_login_required`, `invalid_token`, `too_many_attempts`.
    public func confirmSecondFactor(of caller: Caller, code: String) async throws -> [String] {
        try await countFactor(.totp(code), of: caller.person)
        let codes = (0..<Self.recoveryCodes).map { _ in RecoveryCode.make() }
        let hashes = try codes.map { try recoveryHash($0, of: caller.person) }
        let line = try line(person: caller.person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                let person = try authorize(caller, Needs(isFresh: true), in: transaction).person
                guard let factor = try transaction.query(FindFactor(person: person.id)).first else {
                    throw IdentityError(.secondFactorOff)
                }
                if factor.isConfirmed { throw IdentityError(.secondFactorOn) }
                try take(code, of: person.id, factor, in: transaction)
                try transaction.send(ConfirmFactor(person: person.id))
                try transaction.send(RemoveRecoveryCodes(person: person.id))
                try transaction.send(AddRecoveryCodes(person: person.id, hashes: hashes))
                try transaction.send(ForgetGuesses(bucket: try factorBucket(person.id)))
                if let session = caller.session { try transaction.send(MarkSecondFactor(session: session)) }
                try transaction.send(line)
                try notify(person, .secondFactorOn, in: transaction)
            }
        }
        return codes
    }

    /// Switches it off. Operators and admins are users from then on, until they switch it on again.
    ///
    /// - Throws: `second_factor_off`, `second_factor_required`, `invalid_second_factor`, `fresh_login_required`,
    ///   `invalid_token`, `too_many_attempts`.
    public func removeSecondFactor(of caller: Caller, proof: FactorProof?) async throws {
        try await countFactor(proof, of: caller.person)
        let line = try line(person: caller.person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                let person = try authorize(caller, Needs(isFresh: true), in: transaction).person
                guard try prove(proof, of: person, in: transaction) else { throw IdentityError(.secondFactorOff) }
                try drop(of: person, line, in: transaction)
            }
        }
    }

    /// The same by an operator's command, for who has lost app and codes.
    ///
    /// - Throws: `unknown_person`, `second_factor_off`.
    public func resetSecondFactor(of id: Identifier) async throws {
        let line = try line(subject: id.description, about: id)
        try await pool.run { connection in
            try connection.transaction { transaction in
                guard let person = try transaction.query(LockPerson(person: id)).first else {
                    throw IdentityError(.unknownPerson)
                }
                if try transaction.query(FindFactor(person: id)).isEmpty { throw IdentityError(.secondFactorOff) }
                try drop(of: person, line, in: transaction)
            }
        }
    }

    private func drop(of person: PersonRow, _ line: AppendTrail, in transaction: Transaction) throws {
        try transaction.send(RemoveFactor(person: person.id))
        try transaction.send(RemoveRecoveryCodes(person: person.id))
        try transaction.send(UnmarkSecondFactor(person: person.id))
        try transaction.send(line)
        try notify(person, .secondFactorOff, in: transaction)
    }

    private func recoveryHash(_ code: String, of person: Identifier) throws(IdentityError) -> [UInt8] {
        try root.hash("recovery", [Array(person.description.utf8), Array(RecoveryCode.normalized(code).utf8)])
    }

    /// Whether it is on, and how many recovery codes are left.
    public func secondFactor(of person: Identifier) async throws -> (isOn: Bool, recoveryCodes: Int64) {
        try await pool.query(FactorStanding(person: person)).first ?? (false, 0)
    }
}

/// `abcde-fghij`: 50 bits in Base32.
enum RecoveryCode {
    static func make() -> String {
        let text = Base32.text(randomBytes(7)).prefix(10).lowercased()
        return "\(text.prefix(5))-\(text.suffix(5))"
    }

    static func normalized(_ code: String) -> String { code.lowercased().filter { $0 != "-" && $0 != " " } }
}
