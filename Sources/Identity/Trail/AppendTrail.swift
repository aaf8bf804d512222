import Payments
import Postgres

/// Adds lines to the trail of the schema that the transaction works in.
public struct AppendTrail: Statement, Sendable {
    var entries: [TrailEntry]
    var parts: [TrailPart]

    public var count: Int { entries.count }

    /// All of them in one statement.
    public mutating func append(_ other: AppendTrail) {
        entries += other.entries
        parts += other.parts
    }

    public static let sql = """
        WITH lines AS (
            INSERT INTO trail_entry (id, at, action, outcome, subject, request, actor, about)
            SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[],
                $7::bytea[], $8::bytea[])),
        people AS (
            INSERT INTO trail_part (entry, role, person, sealed)
            SELECT * FROM unnest($9::uuid[], $10::text[], $11::bytea[], $12::bytea[]))
        INSERT INTO trail_pending (entry) SELECT unnest($1::uuid[])
        """

    public func bind(_ p: inout Parameters) {
        p.append(entries.map(\.id))
        p.append(entries.map { Timestamptz(microseconds: $0.at.microseconds) })
        p.append(entries.map(\.action))
        p.append(entries.map(\.outcome))
        p.append(count: entries.count) { entries[$0].subject }
        p.append(entries.map(\.request))
        p.append(entries.map(\.actor))
        p.append(count: entries.count) { entries[$0].about }
        p.append(parts.map(\.entry))
        p.append(parts.map(\.role.rawValue))
        p.append(count: parts.count) { parts[$0].person }
        p.append(parts.map(\.sealed))
    }
}
