import Payments
import Postgres

/// What the trail says of people.
extension Trail {
    public struct PartsFinding: Sendable, Equatable {
        /// Say what their lines have the digest of.
        public internal(set) var whole = 0
        public internal(set) var changed = 0
        /// With their person, or for their age.
        public internal(set) var erased = 0
    }

    /// Compares every part that is still there with the digest in its line.
    public func checkParts(on connection: Connection) throws(PostgresError) -> PartsFinding {
        var finding = PartsFinding()
        var last = Identifier(PaymentID(high: 0, low: 0))
        while true {
            let rows = try connection.query(ReadParts(after: last, limit: Self.page))
            for row in rows {
                for (digest, part) in row.parts {
                    guard let part else {
                        finding.erased += 1
                        continue
                    }
                    if isWhole(part, digest) { finding.whole += 1 } else { finding.changed += 1 }
                }
            }
            guard rows.count == Self.page, let end = rows.last else { return finding }
            last = end.entry
        }
    }

    private static let page = 5_000

    private func isWhole(_ part: TrailPart, _ digest: [UInt8]) -> Bool {
        guard let (party, opened) = try? open(part), opened == digest else { return false }
        guard let person = party.person else { return part.person == nil }
        return (try? index(person)) == part.person
    }

    /// A line as somebody sees it who may see whom it tells of.
    public struct Reading: Sendable {
        public let entry: TrailEntry
        /// Nil when it was erased.
        public let actor: Act.Party?
        public let about: Act.Party?
    }

    /// The latest lines of what a person did or that were about them, the latest first.
    public func readings(of person: Identifier, limit: Int, in pool: ConnectionPool) async throws -> [Reading] {
        let rows = try await pool.query(PartsOf(person: try index(person.description), limit: limit))
        return rows.map { row in
            Reading(
                entry: row.line, actor: row.actor.flatMap { try? open($0).party },
                about: row.other.flatMap { try? open($0).party })
        }
    }

    /// Erases who the lines about a person tell of. The chain does not notice.
    public func erase(_ person: Identifier) throws(IdentityError) -> EraseParts {
        EraseParts(person: try index(person.description))
    }
}
