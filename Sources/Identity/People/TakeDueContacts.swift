import Postgres

/// Some of the people of whose accounts it is to be said again where they are reached.
struct TakeDueContacts: Statement, Sendable {
    static let most = 100

    static let sql = """
        UPDATE person SET contacts_due = false
        WHERE id IN (SELECT id FROM person WHERE contacts_due LIMIT \(most) FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING id
        """
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Identifier {
        try row.value(0, as: Identifier.self)
    }
}
