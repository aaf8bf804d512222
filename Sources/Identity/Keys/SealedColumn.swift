import Postgres

/// A column of sealed values that last: those that are to be sealed again when a new key takes over.
protocol SealedColumn {
    static var table: String { get }
    static var column: String { get }
    /// The column of identifiers that rows are gone through by.
    static var id: String { get }
    /// What tells rows of one identifier apart, as an expression.
    static var role: String { get }
    static func context(_ id: Identifier, _ role: String) -> String
}

enum SealedEmails: SealedColumn {
    static let table = "person"
    static let column = "email_sealed"
    static let id = "id"
    static let role = "''::text"
    static func context(_ id: Identifier, _ role: String) -> String { PersonRow.emailContext(id) }
}

enum SealedNames: SealedColumn {
    static let table = "person"
    static let column = "name_sealed"
    static let id = "id"
    static let role = "''::text"
    static func context(_ id: Identifier, _ role: String) -> String { PersonRow.nameContext(id) }
}

enum SealedPlaces: SealedColumn {
    static let table = "session"
    static let column = "place_sealed"
    static let id = "id"
    static let role = "''::text"
    static func context(_ id: Identifier, _ role: String) -> String { IdentityService.placeContext(id) }
}

enum SealedFactors: SealedColumn {
    static let table = "second_factor"
    static let column = "secret_sealed"
    static let id = "person"
    static let role = "''::text"
    static func context(_ id: Identifier, _ role: String) -> String { IdentityService.factorContext(id) }
}

enum SealedTrailParts: SealedColumn {
    static let table = "trail_part"
    static let column = "sealed"
    static let id = "entry"
    static let role = "role"
    static func context(_ id: Identifier, _ role: String) -> String { "trail/\(id)/\(role)" }
}

/// Values under each key.
struct CountSealed<Column: SealedColumn>: Statement, Sendable {
    static var sql: String {
        """
        SELECT convert_from(substring(\(Column.column) FROM 3 FOR get_byte(\(Column.column), 1)), 'UTF8'), count(*)
        FROM \(Column.table) WHERE \(Column.column) IS NOT NULL GROUP BY 1 ORDER BY 1
        """
    }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (key: String, rows: Int64) {
        (try row.string(0), try row.int64(1))
    }
}

/// Some of the values that are sealed with another key than the current one.
struct TakeSealed<Column: SealedColumn>: Statement, Sendable {
    /// What every value under the current key begins with.
    let prefix: [UInt8]
    let from: Identifier
    let limit: Int64

    struct Row: Sendable {
        let id: Identifier
        let role: String
        let sealed: [UInt8]
    }

    static var sql: String {
        """
        SELECT \(Column.id), \(Column.role), \(Column.column) FROM \(Column.table)
        WHERE \(Column.id) >= $1 AND substring(\(Column.column) FROM 1 FOR length($2)) <> $2
        ORDER BY \(Column.id) LIMIT $3
        """
    }
    func bind(_ p: inout Parameters) {
        p.append(from)
        p.append(prefix)
        p.append(limit)
    }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(id: try row.value(0, as: Identifier.self), role: try row.string(1), sealed: try row.bytes(2))
    }
}

/// Puts values under the current key, where they are still as they were read.
struct ReplaceSealed<Column: SealedColumn>: Statement, Sendable {
    let rows: [TakeSealed<Column>.Row]
    let sealed: [[UInt8]]

    static var sql: String {
        """
        UPDATE \(Column.table) AS t SET \(Column.column) = new.sealed
        FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) AS new (id, part, old, sealed)
        WHERE t.\(Column.id) = new.id AND \(Column.role) = new.part AND t.\(Column.column) = new.old
        """
    }
    func bind(_ p: inout Parameters) {
        p.append(rows.map(\.id))
        p.append(rows.map(\.role))
        p.append(rows.map(\.sealed))
        p.append(sealed)
    }
}
