import Glibc
import Postgres
import PrivatePostgres
import Testing

@Suite("When the server goes away")
struct OutageTests {
    private static let table = """
        CREATE TABLE entry (id bigint PRIMARY KEY);
        CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END $$;
        CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(30); RETURN NULL; END $$;
        """

    struct Insert: Statement {
        static let sql = "INSERT INTO entry VALUES ($1)"
        let id: Int64

        func bind(_ p: inout Parameters) { p.append(id) }
    }

    enum Count: SQLText { static let text = "SELECT count(*) FROM entry" }
    enum Terminate: SQLText { static let text = "SELECT pg_terminate_backend(pg_backend_pid())::text" }

    private func configuration(_ server: PrivatePostgres) -> ConnectionConfiguration {
        ConnectionConfiguration(conninfo: server.adminConninfo)
    }

    @Test("a crash in the middle of a transaction is connection_lost, and a new connection finds nothing of it")
    func crash() throws {
        let server = try PrivatePostgres.startTemporary()
        let connection = try Connection.open(configuration(server))
        try connection.execute(script: Self.table)
        let transaction = try connection.begin()
        let reply = try transaction.send(Insert(id: 1))
        #expect(try reply.affectedRows() == 1)
        server.crash()
        let error = expectError(.connectionLost) {
            _ = try transaction.query(Insert(id: 2))
        }
        #expect(error?.isTransient == true)
        transaction.rollback()
        #expect(!connection.isUsable)
        expectError(.connectionLost) { _ = try connection.query(Numbers<Count>()) }

        let refused = expectError(.connectFailed) {
            _ = try Connection.open(configuration(server))
        }
        #expect(refused?.isTransient == true)
        let restart = Background {
            pause(300)
            try server.restart()
        }
        var failures = 0
        let again = try Connector(configuration(server)).open(failed: { _ in failures += 1 })
        try restart.value()
        #expect(failures > 0)
        #expect(try again.query(Numbers<Count>()) == [0])
    }

    @Test("a crash while a commit is under way is commit_unknown")
    func crashInCommit() throws {
        let server = try PrivatePostgres.startTemporary()
        let connection = try Connection.open(configuration(server))
        try connection.execute(script: Self.table)
        try connection.execute(script: Self.deferred("dawdle"))
        let transaction = try connection.begin()
        try transaction.send(Insert(id: 1))
        let crash = Background {
            pause(200)
            server.crash()
        }
        let error = expectError(.commitUnknown) { try transaction.commit() }
        #expect(error?.isTransient == true)
        #expect(!connection.isUsable)
        try crash.value()
        try server.restart()
        #expect(try Connection.open(configuration(server)).query(Numbers<Count>()) == [0])
    }

    private static func deferred(_ function: String) -> String {
        """
        CREATE CONSTRAINT TRIGGER late AFTER INSERT ON entry DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION \(function)()
        """
    }

    @Test("a session that is ended during its commit leaves the commit unknown")
    func terminatedInCommit() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table + Self.deferred("die"))
        let transaction = try connection.begin()
        try transaction.send(Insert(id: 1))
        let error = expectError(.commitUnknown) { try transaction.commit() }
        #expect(error?.sqlState == "57P01")
    }

    @Test("a session that is ended before its commit is known not to have committed")
    func terminatedBeforeCommit() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table)
        let transaction = try connection.begin()
        let first = try transaction.send(Insert(id: 1))
        try transaction.send(Run<Terminate>())
        let error = expectError(.shuttingDown) { try transaction.commit() }
        #expect(error?.isTransient == true)
        #expect(try first.affectedRows() == 1)
        #expect(!connection.isUsable)
    }

    @Test("a server that falls silent is given up when its limits have passed")
    func silence() throws {
        let server = try PrivatePostgres.startTemporary()
        var limited = configuration(server)
        limited.statementTimeout = .milliseconds(100)
        limited.connectTimeout = .milliseconds(400)
        let connection = try Connection.open(limited)
        let backend = try connection.query(BackendID())[0]
        kill(backend, SIGSTOP)
        defer { kill(backend, SIGCONT) }
        let started = ContinuousClock.now
        let error = expectError(.connectionLost) { _ = try connection.query(Echo(true)) }
        #expect(error?.isTransient == true)
        #expect(ContinuousClock.now - started < .seconds(10))
        #expect(!connection.isUsable)
    }

    @Test("closing the connection under a transaction commits nothing, and that is known")
    func closedBeforeCommit() throws {
        let (connection, _) = try TestDatabase.openInNewSchema(Self.table)
        let transaction = try connection.begin()
        _ = try transaction.query(Insert(id: 1))
        connection.close()
        expectError(.connectionLost) { try transaction.commit() }
    }

    @Test("a server that stops in good order is transient too")
    func stop() throws {
        let server = try PrivatePostgres.startTemporary()
        let connection = try Connection.open(configuration(server))
        let stop = Background {
            pause(200)
            server.stop()
        }
        let error = expectError(.shuttingDown) {
            _ = try connection.query(Sleep(milliseconds: 20_000))
        }
        #expect(error?.isTransient == true)
        try stop.value()
    }
}
