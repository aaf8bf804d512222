struct AppliedMigrations: Statement {
    static let sql = "SELECT number, name, sha256 FROM migration WHERE component = $1 ORDER BY number"
    let component: String

    func bind(_ p: inout Parameters) {
        p.append(component)
    }

    static func decode(
        _ row: borrowing RowReader
    ) throws(PostgresError) -> (number: Int, name: String, sha256: [UInt8]) {
        (Int(try row.int32(0)), try row.string(1), try row.bytes(2))
    }
}

/// The SHA-256 of each script, in order.
struct HashScripts: Statement {
    static let sql = """
        SELECT sha256(script) FROM unnest($1::bytea[]) WITH ORDINALITY AS s (script, place) ORDER BY place
        """
    let scripts: [[UInt8]]

    func bind(_ p: inout Parameters) {
        p.append(scripts)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> [UInt8] {
        try row.bytes(0)
    }
}

struct RecordMigration: Statement {
    static let sql = "INSERT INTO migration (component, number, name, sha256) VALUES ($1, $2, $3, sha256($4))"
    let component: String
    let migration: Migration

    func bind(_ p: inout Parameters) {
        p.append(component)
        p.append(Int32(migration.number))
        p.append(migration.name)
        p.append(migration.sql)
    }
}
