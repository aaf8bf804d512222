import Payments
import Postgres

extension IdentityService {
    /// How many keys one person may have, revoked ones among them.
    static let maximumKeys = 100

    /// Makes a key for a program. Its secret is answered here and never again.
    ///
    /// - Throws: `too_many_keys`, `fresh_login_required`, `invalid_token`.
    public func makeKey(
        by caller: Caller, kind: ProgramKey.Kind = .secret, label: String, scopes: [Scope],
        lifetimeSeconds: Int64
    ) async throws -> (ProgramKey, secret: String) {
        let secret = ProgramSecret(id: .make())
        let now = Timestamp.now()
        let key = ProgramKey(
            id: secret.id, kind: kind, label: label, scopes: scopes, createdAt: now,
            expiresAt: Timestamp(microseconds: now.microseconds + lifetimeSeconds * 1_000_000), revokedAt: nil,
            previousUntil: nil)
        let text = try secretText(secret, kind, generation: 1)
        let line = try line(subject: key.id.description, person: caller.person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                let standing = try authorize(caller, Needs(isFresh: true), in: transaction)
                if try transaction.query(KeysOf(person: caller.person)).count >= Self.maximumKeys {
                    throw IdentityError(.tooManyKeys)
                }
                try transaction.send(
                    InsertKey(
                        key: key, person: caller.person, hash: kind == .secret ? secret.hash : nil,
                        hasSecondFactor: standing.hasSecondFactor))
                try transaction.send(line)
                try notify(
                    standing.person, .keyMade, details: [Notice.Detail(label: .key, value: label)], in: transaction)
            }
        }
        return (key, text)
    }

    public func keys(of person: Identifier) async throws -> [ProgramKey] {
        try await pool.query(KeysOf(person: person))
    }

    /// Gives a key another secret, which is answered here and never again. The one before stays good for a while, those
    /// before it until their own time is over.
    ///
    /// - Parameter rotation: the same again keeps the secret before as it is.
    /// - Throws: `unknown_key` when the person has no such key, or it is revoked or expired; `fresh_login_required`,
    ///   `invalid_token`.
    public func rotateKey(
        _ id: Identifier, by caller: Caller, graceSeconds: Int64, as rotation: Identifier
    ) async throws -> (ProgramKey, secret: String) {
        let secret = ProgramSecret(id: id)
        let person = caller.person
        let line = try line(subject: id.description, person: person)
        let (key, generation) = try await pool.run { connection in
            try connection.transaction { transaction in
                _ = try authorize(caller, Needs(isFresh: true), in: transaction)
                guard let known = try transaction.query(KeysOf(person: person)).first(where: { $0.id == id }) else {
                    throw IdentityError(.unknownKey)
                }
                guard let secrets = try transaction.query(LockKeySecrets(id: id, person: person)).first else {
                    throw IdentityError(.unknownKey)
                }
                let rotate = try secrets.exchanged(
                    for: secret, of: id, person: person, graceSeconds: graceSeconds, as: rotation)
                try transaction.send(rotate)
                let generation = rotate.generation
                try transaction.send(line)
                let now = try transaction.query(KeysOf(person: person)).first { $0.id == id }
                return (now ?? known, generation)
            }
        }
        return (key, try secretText(secret, key.kind, generation: generation))
    }

    /// - Throws: `unknown_key` when the person has no such key; `invalid_token`.
    public func revokeKey(_ id: Identifier, by caller: Caller) async throws {
        let line = try line(subject: id.description, person: caller.person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                _ = try authorize(caller, in: transaction)
                if try transaction.send(RevokeKey(id: id, person: caller.person)).affectedRows() == 0 {
                    throw IdentityError(.unknownKey)
                }
                try transaction.send(line)
            }
        }
    }

    /// Whether a bearer's text is meant to be a program's key: to know whose it is takes a look-up.
    public static func isKey(_ bearer: String) -> Bool { bearer.hasPrefix(ProgramSecret.prefix) }

    func program(_ text: String) async throws -> Caller {
        guard let secret = ProgramSecret(text), let row = try await pool.query(FindKey(id: secret.id)).first,
            let hash = row.hash
        else { throw IdentityError(.invalidToken) }
        let hashes = [hash] + row.goodFormer().compactMap { row.formerHash($0) }
        guard hashes.contains(where: { isEqual($0, secret.hash) }) else { throw IdentityError(.invalidToken) }
        return try caller(of: secret.id, row, otherwise: .invalidToken)
    }

    /// Who has signed a request.
    ///
    /// - Throws: `invalid_signature`, `signature_expired`, `signature_replayed`, `expired_token`.
    public func caller(signed request: SignedRequest) async throws -> Caller {
        if request.isOutsideWindow(now: Timestamp.now().microseconds / 1_000_000) {
            throw IdentityError(.signatureExpired)
        }
        guard let row = try await pool.query(FindKey(id: request.key)).first, row.isSigning else {
            throw IdentityError(.invalidSignature)
        }
        let generations = [row.generation] + row.goodFormer().map { row.generation - 1 - Int32($0) }
        let isSigned = try generations.contains { generation in
            try SigningSecret(key: request.key, generation: generation, root: root)
                .signed(request.base, request.signature)
        }
        guard isSigned else { throw IdentityError(.invalidSignature) }
        var caller = try caller(of: request.key, row, otherwise: .invalidSignature)
        caller.isSigned = true
        let use = UseNonce(key: request.key, nonce: request.nonce)
        if try await pool.run({ try $0.execute(use) }) == 0 { throw IdentityError(.signatureReplayed) }
        return caller
    }

    private func caller(
        of key: Identifier, _ row: FindKey.Row, otherwise: IdentityError.Code
    ) throws(IdentityError) -> Caller {
        guard let role = try? role(row.role, hasSecondFactor: row.hasSecondFactor) else {
            throw IdentityError(otherwise)
        }
        if row.isExpired { throw IdentityError(.expiredToken) }
        return Caller(person: row.person, role: role, session: nil, key: key, scopes: row.scopes)
    }

    private func secretText(
        _ secret: ProgramSecret, _ kind: ProgramKey.Kind, generation: Int32
    ) throws(IdentityError) -> String {
        switch kind {
        case .secret: secret.text
        case .signing: try SigningSecret(key: secret.id, generation: generation, root: root).text
        }
    }
}
