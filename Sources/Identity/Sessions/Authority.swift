import Postgres

/// On whose word something is changed.
public enum Authority: Sendable {
    /// A person's or a program's: what the token said is read again by the transaction that makes the change.
    case caller(Caller)
    /// A command at a terminal that has the service's secrets.
    case command
}

/// What a change asks for beside a session or key that is in force.
struct Needs: Sendable {
    /// A log-in or step-up of the last ten minutes; programs got their scopes by one.
    var isFresh = false
    /// One of these.
    var roles: Set<Person.Role> = Set(Person.Role.allCases)
    /// What a program must have.
    var scope: Scope?
}

/// A caller as the transaction that asked has found them, and as they stay until it ends.
struct Standing: Sendable {
    let person: PersonRow
    /// In force: without a second factor, where one is asked for, operators and admins are users.
    let role: Person.Role
    let isFresh: Bool
    /// The last log-in or step-up was by a mailed code.
    let isByCode: Bool
    let hasSecondFactor: Bool
}

extension IdentityService {
    /// Reads person and session or key under locks, so that they stay until the transaction ends. The
    /// person comes first, everywhere: that keeps transactions from waiting for each other in a circle.
    ///
    /// - Throws: `invalid_token` when any of them has ended, `role_not_allowed`, `scope_not_allowed`,
    ///   `fresh_login_required`.
    func authorize(_ caller: Caller, _ needs: Needs = Needs(), in transaction: Transaction) throws -> Standing {
        guard let person = try transaction.query(LockPerson(person: caller.person)).first else {
            throw IdentityError(.invalidToken)
        }
        let standing = try standing(of: caller, person, in: transaction)
        if let scope = needs.scope, !caller.may(scope) { throw IdentityError(.scopeNotAllowed) }
        guard needs.roles.contains(standing.role) else { throw IdentityError(.roleNotAllowed) }
        if needs.isFresh, caller.key == nil, !standing.isFresh { throw IdentityError(.freshLoginRequired) }
        return standing
    }

    private func standing(of caller: Caller, _ person: PersonRow, in transaction: Transaction) throws -> Standing {
        if let key = caller.key {
            guard let row = try transaction.query(ShareKey(id: key, person: person.id)).first else {
                throw IdentityError(.invalidToken)
            }
            return Standing(
                person: person, role: try role(person.role, hasSecondFactor: row), isFresh: false, isByCode: false,
                hasSecondFactor: row)
        }
        guard let session = caller.session,
            let row = try transaction.query(ShareSession(id: session, person: person.id)).first
        else { throw IdentityError(.invalidToken) }
        return Standing(
            person: person, role: try role(person.role, hasSecondFactor: row.hasSecondFactor), isFresh: row.isFresh,
            isByCode: row.isByCode, hasSecondFactor: row.hasSecondFactor)
    }

    /// The role that is in force.
    func role(_ stored: String, hasSecondFactor: Bool) throws(IdentityError) -> Person.Role {
        guard let role = Person.Role(rawValue: stored) else { throw IdentityError(.unreadableData) }
        return role.readsAll && asksForSecondFactor && !hasSecondFactor ? .user : role
    }

    /// Looks whether a caller who reads what is others' may do so still.
    ///
    /// - Throws: `invalid_token`, `role_not_allowed`.
    public func confirmReader(_ caller: Caller) async throws {
        try await pool.run { connection in
            try connection.transaction { transaction in
                _ = try authorize(caller, Needs(roles: [.operator, .admin]), in: transaction)
            }
        }
    }
}

/// Locks a person who was not erased. Keys of other tables to the row can still be written.
struct LockPerson: Statement, Sendable {
    let person: Identifier

    static let sql = FindPerson.sql + " FOR NO KEY UPDATE"
    func bind(_ p: inout Parameters) { p.append(person) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> PersonRow { try PersonRow(row) }
}

/// A session that is in force stays so until the transaction ends.
private struct ShareSession: Statement {
    let id: Identifier
    let person: Identifier

    static let sql = """
        SELECT coalesce(authenticated_at, created_at) > now() - interval '10 minutes', by_code,
            second_factor_at IS NOT NULL
        FROM session WHERE id = $1 AND person = $2 AND ended_at IS NULL AND expires_at > now() FOR SHARE
        """
    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
    }
    static func decode(
        _ row: borrowing RowReader
    ) throws(PostgresError) -> (isFresh: Bool, isByCode: Bool, hasSecondFactor: Bool) {
        (try row.bool(0), try row.bool(1), try row.bool(2))
    }
}

/// The same for a key.
private struct ShareKey: Statement {
    let id: Identifier
    let person: Identifier

    static let sql = """
        SELECT second_factor FROM api_key
        WHERE id = $1 AND person = $2 AND revoked_at IS NULL AND expires_at > now() FOR SHARE
        """
    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(person)
    }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}
