import Postgres
import Testing

@Suite("Migrations")
struct MigratorTests {
    private static let first = Migration(
        number: 1, name: "account", sql: Array("CREATE TABLE account (id bigint PRIMARY KEY);".utf8))
    private static let second = Migration(
        number: 2, name: "balance",
        sql: Array("ALTER TABLE {{schema}}.account ADD balance bigint; INSERT INTO account VALUES (1, 2)".utf8))

    private func migrator(_ schema: String, _ migrations: [Migration] = [first, second]) -> Migrator {
        Migrator(component: "wallet", schema: schema, migrations: migrations)
    }

    struct Recorded: Statement {
        static let sql = "SELECT string_agg(number || name || length(sha256), ' ' ORDER BY number) FROM migration"

        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String? { try row.optionalString(0) }
    }

    @Test("migrations are applied once, in order, and recorded")
    func once() throws {
        let schema = TestDatabase.uniqueName()
        let connection = try TestDatabase.open { $0.searchPath = schema }
        #expect(try migrator(schema).pending(on: connection).map(\.number) == [1, 2])
        #expect(try migrator(schema).apply(on: connection).map(\.number) == [1, 2])
        #expect(try migrator(schema).pending(on: connection).isEmpty)
        #expect(try migrator(schema).apply(on: connection).isEmpty)
        #expect(try connection.query(Recorded()) == ["1account32 2balance32"])
    }

    @Test("a later program applies only what is new")
    func later() throws {
        let schema = TestDatabase.uniqueName()
        let connection = try TestDatabase.open { $0.searchPath = schema }
        #expect(try migrator(schema, [Self.first]).apply(on: connection).map(\.number) == [1])
        #expect(try migrator(schema).apply(on: connection).map(\.number) == [2])
    }

    @Test("the session's settings are as before")
    func settings() throws {
        let schema = TestDatabase.uniqueName()
        let connection = try TestDatabase.open { $0.searchPath = "public" }
        let path = [Migration(number: 1, name: "path", sql: Array("SET LOCAL search_path = pg_catalog".utf8))]
        _ = try migrator(schema, path).apply(on: connection)
        #expect(try connection.query(ConnectorTests.Setting("search_path")) == ["public"])
        #expect(try connection.query(ConnectorTests.Setting("lock_timeout")) == ["10s"])
    }

    @Test("processes that start together apply each migration once", arguments: [4])
    func together(_ processes: Int) throws {
        let schema = TestDatabase.uniqueName()
        let slow = Migration(
            number: 3, name: "slow", sql: Array("SELECT pg_sleep(0.3); INSERT INTO account VALUES (2, 2)".utf8))
        let all = [Self.first, Self.second, slow]
        let work = (0..<processes).map { _ in
            Background {
                let connection = try TestDatabase.open { $0.lockTimeout = .milliseconds(100) }
                return try Migrator(component: "wallet", schema: schema, migrations: all).apply(on: connection).count
            }
        }
        var applied = 0
        for one in work { applied += try one.value() }
        #expect(applied == 3)
    }

    @Test("an applied migration whose text changed is refused, also when nothing is pending")
    func changed() throws {
        let schema = TestDatabase.uniqueName()
        let connection = try TestDatabase.open()
        _ = try migrator(schema).apply(on: connection)
        let other = Migration(number: 1, name: "account", sql: Array("CREATE TABLE account (id integer);".utf8))
        for migrations in [[other, Self.second], [other, Self.second, Migration(number: 3, name: "x", sql: [])]] {
            let error = expectError(.migrationChanged) { _ = try migrator(schema, migrations).apply(on: connection) }
            #expect(error?.statement == "migration wallet 1 account")
            #expect(error?.isTransient == false)
        }
        expectError(.migrationChanged) { _ = try migrator(schema, [other, Self.second]).pending(on: connection) }
    }

    @Test("a database that is newer than the program is refused")
    func newer() throws {
        let schema = TestDatabase.uniqueName()
        let connection = try TestDatabase.open()
        _ = try migrator(schema).apply(on: connection)
        let error = expectError(.migrationUnknown) { _ = try migrator(schema, [Self.first]).apply(on: connection) }
        #expect(error?.statement == "migration wallet 2 balance")
    }

    @Test("a gap in the program's numbers is refused")
    func gap() throws {
        let connection = try TestDatabase.open()
        let schema = TestDatabase.uniqueName()
        expectError(.migrationGap) { _ = try migrator(schema, [Self.second]).apply(on: connection) }
        expectError(.migrationGap) { _ = try migrator(schema, [Self.first, Self.first]).apply(on: connection) }
    }

    @Test("a gap in the database's numbers is refused")
    func gapInDatabase() throws {
        let schema = TestDatabase.uniqueName()
        let connection = try TestDatabase.open { $0.searchPath = schema }
        _ = try migrator(schema).apply(on: connection)
        try connection.execute(script: "DELETE FROM migration WHERE number = 1")
        expectError(.migrationGap) { _ = try migrator(schema).apply(on: connection) }
    }

    @Test("a migration that fails leaves nothing behind, and those before it stay")
    func failing() throws {
        let schema = TestDatabase.uniqueName()
        let connection = try TestDatabase.open { $0.searchPath = schema }
        let bad = Migration(number: 2, name: "bad", sql: Array("CREATE TABLE half (); SELECT nonsense".utf8))
        let error = expectError(.undefinedObject) { _ = try migrator(schema, [Self.first, bad]).apply(on: connection) }
        #expect(error?.statement == "migration wallet 2 bad")
        #expect(try connection.query(Recorded()) == ["1account32"])
        #expect(try migrator(schema).apply(on: connection).map(\.number) == [2])
    }

    @Test("a migration that ends its own transaction is refused and not recorded")
    func commits() throws {
        let schema = TestDatabase.uniqueName()
        let connection = try TestDatabase.open { $0.searchPath = schema }
        let bad = Migration(number: 2, name: "bad", sql: Array("COMMIT".utf8))
        expectError(.transactionState) { _ = try migrator(schema, [Self.first, bad]).apply(on: connection) }
        #expect(try connection.query(Recorded()) == ["1account32"])
    }

    @Test("components that share a schema count for themselves")
    func components() throws {
        let schema = TestDatabase.uniqueName()
        let connection = try TestDatabase.open { $0.searchPath = schema }
        _ = try migrator(schema).apply(on: connection)
        let lane = Migrator(
            component: "lane", schema: schema,
            migrations: [Migration(number: 1, name: "cursor", sql: Array("CREATE TABLE cursor ()".utf8))])
        #expect(try lane.apply(on: connection).count == 1)
        #expect(try migrator(schema).apply(on: connection).isEmpty)
    }

    @Test("names that would have to be quoted are refused", arguments: ["", "Wallet", "a b", "a\"; DROP", "1a"])
    func names(_ name: String) throws {
        let connection = try TestDatabase.open()
        expectError(.invalidConfiguration) { _ = try migrator(name).apply(on: connection) }
    }
}
