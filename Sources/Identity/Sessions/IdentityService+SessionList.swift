import FoundationEssentials
import Payments
import Postgres

/// A log-in, as its person may see it.
public struct SessionRecord: Sendable {
    public let id: Identifier
    public let createdAt: Timestamp
    public let lastUsedAt: Timestamp
    public let expiresAt: Timestamp
    public let endedAt: Timestamp?
    /// `log_out`, `refresh_reused`, `password_changed`, `address_confirmed`, `address_changed`, `ended_by_owner`.
    public let endedWhy: String?
    public let hasSecondFactor: Bool
    /// Where it was used last, and with what; nil when it is not known.
    public let address: String?
    public let agent: String?

    /// Whether it can be used.
    public var isInForce: Bool { endedAt == nil && expiresAt > .now() }
}

/// Where a session was used, as it is sealed.
private struct SessionPlace: Codable {
    let address: String?
    let agent: String?
}

extension IdentityService {
    static func placeContext(_ session: Identifier) -> String { "session/\(session)/place" }

    /// Of the request that is being worked on; nil when there is none.
    func sealedPlace(of session: Identifier) throws -> [UInt8]? {
        guard let party = act?.actor, party.address != nil || party.agent != nil else { return nil }
        let place = try JSONEncoder().encode(SessionPlace(address: party.address, agent: party.agent))
        return try vault.seal(Array(place), context: Self.placeContext(session))
    }

    /// The latest log-ins, those that ended among them.
    public func sessions(of person: Identifier) async throws -> [SessionRecord] {
        try await pool.query(SessionsOf(person: person)).map { row in
            let opened = row.place.flatMap { try? vault.open($0, context: Self.placeContext(row.id)) }
            let place = opened.flatMap { try? JSONDecoder().decode(SessionPlace.self, from: Data($0)) }
            return SessionRecord(
                id: row.id, createdAt: row.createdAt, lastUsedAt: row.lastUsedAt, expiresAt: row.expiresAt,
                endedAt: row.endedAt, endedWhy: row.endedWhy, hasSecondFactor: row.hasSecondFactor,
                address: place?.address, agent: place?.agent)
        }
    }

    /// Ends the caller's own session: its refresh token is worth nothing from now on, and its access tokens change
    /// nothing that is the person's.
    public func logOut(_ session: Identifier) async throws {
        let line = try line()
        try await pool.run { connection in
            try connection.transaction { transaction in
                try transaction.send(EndSession(id: session, why: "log_out"))
                try transaction.send(line)
            }
        }
    }

    /// Ends one of the caller's sessions.
    ///
    /// - Throws: `unknown_session` when the person has no such session in force.
    public func endSession(_ session: Identifier, by caller: Caller) async throws {
        let line = try line(subject: session.description, person: caller.person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                _ = try authorize(caller, in: transaction)
                let end = EndSessionOf(id: session, person: caller.person)
                if try transaction.send(end).affectedRows() == 0 { throw IdentityError(.unknownSession) }
                try transaction.send(line)
            }
        }
    }

    /// Ends all of the caller's sessions, or all but the one that asks.
    public func endSessions(by caller: Caller, keepsOwn: Bool) async throws {
        let line = try line(person: caller.person)
        try await pool.run { connection in
            try connection.transaction { transaction in
                _ = try authorize(caller, in: transaction)
                try transaction.send(
                    EndSessions(
                        person: caller.person, but: keepsOwn ? caller.session : nil, why: "ended_by_owner"))
                try transaction.send(line)
            }
        }
    }
}
