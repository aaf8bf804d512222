import Postgres
import Testing

@Suite("Pipelines")
struct PipelineTests {
    private static let table = "CREATE TABLE entry (id bigint PRIMARY KEY, note text)"

    struct Insert: Statement {
        static let sql = "INSERT INTO entry (id) VALUES ($1)"
        let id: Int64

        func bind(_ p: inout Parameters) { p.append(id) }
    }

    enum Count: SQLText { static let text = "SELECT count(*) FROM entry" }
    enum Note: SQLText { static let text = "UPDATE entry SET note = 'x'" }
    enum Prepared: SQLText { static let text = "SELECT count(*) FROM pg_prepared_statements" }

    @Test("BEGIN and five statements are one round trip, the commit one more")
    func roundTrips() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table)
        let start = connection.roundTrips
        let transaction = try connection.begin()
        let replies = try (1...4).map { try transaction.send(Insert(id: $0)) }
        #expect(connection.roundTrips == start)
        #expect(try transaction.query(Numbers<Count>()) == [4])
        #expect(connection.roundTrips == start + 1)
        for reply in replies { #expect(try reply.affectedRows() == 1) }
        #expect(connection.roundTrips == start + 1)
        try transaction.commit()
        #expect(connection.roundTrips == start + 2)
        #expect(try connection.query(Numbers<Count>()) == [4])
        #expect(connection.roundTrips == start + 3)
    }

    @Test("a transaction that reads nothing is one round trip, its replies readable afterwards")
    func oneRoundTrip() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table)
        let start = connection.roundTrips
        let transaction = try connection.begin()
        for id in 1...5 { try transaction.send(Insert(id: Int64(id))) }
        let noted = try transaction.send(Run<Note>())
        try transaction.commit()
        #expect(connection.roundTrips == start + 1)
        #expect(try noted.affectedRows() == 5)
        #expect(try noted.rows().count == 0)
    }

    @Test("a transaction that did nothing costs no round trip")
    func nothing() throws {
        let connection = try TestDatabase.open()
        let start = connection.roundTrips
        try connection.begin().commit()
        try connection.begin().rollback()
        _ = try connection.begin()
        #expect(connection.roundTrips == start)
        #expect(try connection.query(Echo(true)) == [true])
    }

    @Test("rolling back costs one round trip, whatever is still queued")
    func rollback() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table)
        let transaction = try connection.begin()
        try transaction.send(Insert(id: 1))
        try transaction.send(Insert(id: 1))
        let start = connection.roundTrips
        transaction.rollback()
        #expect(connection.roundTrips == start + 1)
        #expect(connection.isUsable)
        #expect(try connection.query(Numbers<Count>()) == [0])
    }

    @Test("an error in the middle is thrown by its own reply and by all after it, not by those before")
    func errorInTheMiddle() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table)
        let transaction = try connection.begin()
        let first = try transaction.send(Insert(id: 1))
        let second = try transaction.send(Insert(id: 1))
        let third = try transaction.send(Insert(id: 3))
        #expect(try first.affectedRows() == 1)
        expectError(.uniqueViolation) { try second.affectedRows() }
        let error = expectError(.uniqueViolation) { _ = try third.rows() }
        #expect(error?.statement == "Insert")
        #expect(error?.constraint == "entry_pkey")
        expectError(.uniqueViolation) { try transaction.send(Insert(id: 4)) }
        expectError(.uniqueViolation) { try transaction.commit() }
        expectError(.misuse) { try transaction.send(Insert(id: 4)) }
        #expect(connection.isUsable)
        #expect(try connection.query(Numbers<Count>()) == [0])
    }

    @Test("an error that nobody read is thrown by the commit, and nothing is committed")
    func errorAtCommit() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table)
        let transaction = try connection.begin()
        try transaction.send(Insert(id: 1))
        try transaction.send(Insert(id: 1))
        expectError(.uniqueViolation) { try transaction.commit() }
        #expect(try connection.query(Numbers<Count>()) == [0])
    }

    @Test("a constraint checked at commit fails the commit and leaves the connection usable")
    func deferred() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(
            "CREATE TABLE entry (id bigint PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
        let transaction = try connection.begin()
        try transaction.send(Insert(id: 1))
        let second = try transaction.send(Insert(id: 1))
        #expect(try second.affectedRows() == 1)
        let start = connection.roundTrips
        expectError(.uniqueViolation) { try transaction.commit() }
        #expect(connection.roundTrips == start + 1)
        #expect(try connection.query(Numbers<Count>()) == [0])
    }

    @Test("a statement whose preparation was skipped is prepared at its next use")
    func preparedAgain() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table)
        let transaction = try connection.begin()
        try transaction.send(Insert(id: 1))
        try transaction.send(Insert(id: 1))
        let skipped = try transaction.send(Numbers<Count>())
        expectError(.uniqueViolation) { _ = try skipped.rows() }
        transaction.rollback()
        #expect(try connection.query(Numbers<Count>()) == [0])
        #expect(try connection.query(Numbers<Count>()) == [0])
    }

    @Test("a statement is prepared once per connection")
    func preparedOnce() throws {
        let connection = try TestDatabase.open()
        let start = try connection.query(Numbers<Prepared>())[0]
        for value in 0..<10 { _ = try connection.query(Echo(Int64(value))) }
        #expect(try connection.query(Numbers<Prepared>()) == [start + 1])
    }

    enum Star: SQLText { static let text = "SELECT * FROM entry" }

    @Test("a statement that no longer fits the schema is a transient error, and fits at its next use")
    func stale() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table)
        _ = try connection.query(Run<Star>())
        try connection.execute(script: "ALTER TABLE entry ADD COLUMN more text")
        let error = expectError(.staleStatement) { _ = try connection.query(Run<Star>()) }
        #expect(error?.isTransient == true)
        _ = try connection.query(Run<Star>())
        try connection.execute(script: "DEALLOCATE ALL")
        expectError(.staleStatement) { _ = try connection.query(Run<Star>()) }
        _ = try connection.query(Run<Star>())
    }
}
