import Postgres

/// A part as a joined row has it: two columns, null where it was erased.
private func part(
    _ row: borrowing RowReader, of entry: Identifier, _ role: TrailPart.Role, from column: Int
) throws(PostgresError) -> TrailPart? {
    guard let sealed = try row.optionalBytes(column + 1) else { return nil }
    return TrailPart(entry: entry, role: role, person: try row.optionalBytes(column), sealed: sealed)
}

/// Lines with their parts.
struct ReadParts: Statement {
    let after: Identifier
    let limit: Int

    struct Row {
        let entry: Identifier
        let parts: [(digest: [UInt8], part: TrailPart?)]
    }

    static let sql = """
        SELECT e.id, e.actor, e.about, a.person, a.sealed, b.person, b.sealed FROM trail_entry AS e
        LEFT JOIN trail_part AS a ON a.entry = e.id AND a.role = 'actor'
        LEFT JOIN trail_part AS b ON b.entry = e.id AND b.role = 'about'
        WHERE e.id > $1 ORDER BY e.id LIMIT $2
        """

    func bind(_ p: inout Parameters) {
        p.append(after)
        p.append(Int64(limit))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let entry = try row.value(0, as: Identifier.self)
        var parts = [(try row.bytes(1), try part(row, of: entry, .actor, from: 3))]
        if let about = try row.optionalBytes(2) { parts.append((about, try part(row, of: entry, .about, from: 5))) }
        return Row(entry: entry, parts: parts)
    }
}

/// The latest lines that tell of a person.
struct PartsOf: Statement, Sendable {
    let person: [UInt8]
    let limit: Int

    struct Row: Sendable {
        let line: TrailEntry
        let actor: TrailPart?
        let other: TrailPart?
    }

    static let sql = """
        SELECT \(TrailEntry.columns), a.person, a.sealed, b.person, b.sealed
        FROM (SELECT DISTINCT entry FROM trail_part WHERE person = $1 ORDER BY entry DESC LIMIT $2) AS mine
        JOIN trail_entry AS e ON e.id = mine.entry
        LEFT JOIN trail_part AS a ON a.entry = e.id AND a.role = 'actor'
        LEFT JOIN trail_part AS b ON b.entry = e.id AND b.role = 'about'
        ORDER BY e.id DESC
        """

    func bind(_ p: inout Parameters) {
        p.append(person)
        p.append(Int64(limit))
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        let line = try TrailEntry(row)
        return Row(
            line: line, actor: try part(row, of: line.id, .actor, from: 8),
            other: try part(row, of: line.id, .about, from: 10))
    }
}
