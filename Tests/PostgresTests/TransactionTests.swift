import Postgres
import Testing

@Suite("Transactions")
struct TransactionTests {
    enum Isolation: SQLText {
        static let text =
            "SELECT current_setting('transaction_isolation') || ' ' || current_setting('transaction_read_only')"
    }
    enum Count: SQLText { static let text = "SELECT count(*) FROM entry" }
    enum Add: SQLText { static let text = "INSERT INTO entry VALUES (1)" }

    @Test(
        "each mode is what it says",
        arguments: [
            (TransactionMode.readCommitted, "read committed off"), (.repeatableRead, "repeatable read off"),
            (.serializable, "serializable off"), (.snapshot, "repeatable read on"),
        ])
    func modes(_ mode: TransactionMode, _ expected: String) throws {
        let transaction = try TestDatabase.open().begin(mode)
        #expect(try transaction.query(Texts<Isolation>()) == [expected])
        try transaction.commit()
    }

    @Test("a transaction that is dropped is rolled back")
    func dropped() throws {
        let (connection, _) = try TestDatabase.openInNewSchema("CREATE TABLE entry (id bigint)")
        do {
            let transaction = try connection.begin()
            _ = try transaction.query(Run<Add>())
        }
        #expect(try connection.query(Numbers<Count>()) == [0])
    }

    @Test("while a transaction is open the connection does nothing else")
    func exclusive() throws {
        let connection = try TestDatabase.open()
        let transaction = try connection.begin()
        expectError(.misuse) { _ = try connection.begin() }
        expectError(.misuse) { _ = try connection.query(Echo(true)) }
        expectError(.misuse) { try connection.execute(script: "SELECT 1") }
        try transaction.commit()
        _ = try connection.begin()
    }

    @Test("a statement that returns no rows can be asked for rows, and one that does for its count")
    func counts() throws {
        let (connection, _) = try TestDatabase.openInNewSchema("CREATE TABLE entry (id bigint)")
        #expect(try connection.query(Run<Add>()).isEmpty)
        #expect(try connection.execute(Run<Add>()) == 1)
        #expect(try connection.execute(Numbers<Count>()) == 1)
    }

    @Test("a script runs inside the transaction and is undone with it")
    func script() throws {
        let (connection, schema) = try TestDatabase.openInNewSchema()
        let transaction = try connection.begin()
        try transaction.execute(script: "CREATE TABLE \(schema).entry (id bigint); INSERT INTO entry VALUES (1), (2)")
        #expect(try transaction.query(Numbers<Count>()) == [2])
        transaction.rollback()
        expectError(.undefinedObject) { _ = try connection.query(Numbers<Count>()) }
    }

    @Test("a script that ends the transaction it runs in is an error")
    func scriptThatCommits() throws {
        let connection = try TestDatabase.open()
        let transaction = try connection.begin()
        expectError(.transactionState) { try transaction.execute(script: "COMMIT") }
        transaction.rollback()
        #expect(connection.isUsable)
        #expect(try connection.query(Echo(true)) == [true])
    }

    @Test("a script of its own is one transaction, and its first error is the one thrown")
    func scriptFails() throws {
        let (connection, _) = try TestDatabase.openInNewSchema("CREATE TABLE entry (id bigint)")
        let error = expectError(.dataException) {
            try connection.execute(script: "INSERT INTO entry VALUES (1); SELECT 1 / 0; SELECT nonsense")
        }
        #expect(error?.sqlState == "22012")
        #expect(try connection.query(Numbers<Count>()) == [0])
    }

    @Test("a script that leaves a transaction open is undone and an error")
    func scriptLeavesOpen() throws {
        let (connection, _) = try TestDatabase.openInNewSchema("CREATE TABLE entry (id bigint)")
        expectError(.transactionState) {
            try connection.execute(script: "BEGIN; INSERT INTO entry VALUES (1)")
        }
        expectError(.dataException) {
            try connection.execute(script: "BEGIN; INSERT INTO entry VALUES (1); SELECT 1 / 0")
        }
        #expect(try connection.query(Numbers<Count>()) == [0])
    }

    @Test("a script that wants to copy from the client breaks off")
    func scriptCopies() throws {
        let (connection, _) = try TestDatabase.openInNewSchema("CREATE TABLE entry (id bigint)")
        expectError(.connectionLost) {
            try connection.execute(script: "COPY entry FROM STDIN")
        }
        #expect(!connection.isUsable)
    }
}
