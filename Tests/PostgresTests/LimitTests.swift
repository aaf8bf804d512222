import Postgres
import Synchronization
import Testing

@Suite("Limits, and others at the same rows")
struct LimitTests {
    private static let table =
        "CREATE TABLE account (id bigint PRIMARY KEY, balance bigint); INSERT INTO account VALUES (1, 0), (2, 0)"

    struct Lock: Statement {
        static let sql = "SELECT balance FROM account WHERE id = $1 FOR UPDATE"
        let id: Int64

        func bind(_ p: inout Parameters) { p.append(id) }
        static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
    }

    struct Add: Statement {
        static let sql = "UPDATE account SET balance = balance + 1 WHERE id = $1"
        let id: Int64

        func bind(_ p: inout Parameters) { p.append(id) }
    }

    @Test("a statement that takes too long fails with statement_timeout")
    func statementTimeout() throws {
        let connection = try TestDatabase.open { $0.statementTimeout = .milliseconds(50) }
        let error = expectError(.statementTimeout) {
            _ = try connection.query(Sleep(milliseconds: 5000))
        }
        #expect(error?.isTransient == true)
        #expect(try connection.query(Echo(true)) == [true])
    }

    @Test("the time-out is for each statement of a pipeline, not for their sum")
    func statementTimeoutInPipeline() throws {
        let connection = try TestDatabase.open { $0.statementTimeout = .milliseconds(400) }
        let transaction = try connection.begin()
        for _ in 0..<6 { try transaction.send(Sleep(milliseconds: 100)) }
        try transaction.commit()
    }

    @Test("a lock that cannot be had fails with lock_timeout")
    func lockTimeout() throws {
        let (holder, schema) = try TestDatabase.openInNewSchema(Self.table)
        let holding = try holder.begin()
        _ = try holding.query(Lock(id: 1))
        let waiter = try TestDatabase.open {
            $0.searchPath = schema
            $0.lockTimeout = .milliseconds(50)
        }
        let transaction = try waiter.begin()
        let error = expectError(.lockTimeout) { _ = try transaction.query(Lock(id: 1)) }
        #expect(error?.isTransient == true)
        transaction.rollback()
        #expect(try waiter.query(Echo(true)) == [true])
        try holding.commit()
    }

    @Test("of two transactions in each other's way one fails with deadlock_detected, the other goes on")
    func deadlock() throws {
        let (first, schema) = try TestDatabase.openInNewSchema(Self.table)
        let mine = try first.begin()
        _ = try mine.query(Lock(id: 1))
        let other = Background { () -> PostgresError? in
            let second = try TestDatabase.open { $0.searchPath = schema }
            let transaction = try second.begin()
            _ = try transaction.query(Lock(id: 2))
            do throws(PostgresError) {
                _ = try transaction.query(Lock(id: 1))
                return nil
            } catch {
                transaction.rollback()
                return error
            }
        }
        var errors: [PostgresError?] = []
        pause(100)
        do throws(PostgresError) {
            _ = try mine.query(Lock(id: 2))
        } catch {
            errors.append(error)
        }
        mine.rollback()
        errors.append(try other.value())
        #expect(errors.compactMap { $0?.code } == [.deadlockDetected])
        #expect(errors.allSatisfy { $0?.isTransient != false })
    }

    @Test("writing a row that changed since the transaction's moment fails with serialization_failure")
    func serialization() throws {
        let (first, schema) = try TestDatabase.openInNewSchema(Self.table)
        let second = try TestDatabase.open { $0.searchPath = schema }
        let transaction = try first.begin(.repeatableRead)
        _ = try transaction.query(Echo(Int64(1)))
        try second.execute(Add(id: 1))
        let error = expectError(.serializationFailure) {
            _ = try transaction.query(Add(id: 1))
        }
        #expect(error?.isTransient == true)
        transaction.rollback()
        #expect(try first.execute(Add(id: 1)) == 1)
    }

    @Test("another thread cancels what a connection is doing, and the connection goes on")
    func cancel() throws {
        let connection = try TestDatabase.open()
        let canceller = connection.canceller
        let other = Background {
            pause(100)
            return canceller.cancel()
        }
        let error = expectError(.cancelled) {
            _ = try connection.query(Sleep(milliseconds: 10_000))
        }
        #expect(try other.value())
        #expect(error?.isTransient == true)
        #expect(try connection.query(Echo(true)) == [true])
    }

    @Test("a canceller that outlives its connection does nothing")
    func lateCancel() throws {
        let connection = try TestDatabase.open()
        let canceller = connection.canceller
        connection.close()
        connection.close()
        canceller.cancel()
        expectError(.connectionLost) { _ = try connection.query(Echo(true)) }
        expectError(.connectionLost) { _ = try connection.begin() }
    }

    @Test("a transaction that sits idle is ended by the server, and is transient")
    func idleInTransaction() throws {
        let connection = try TestDatabase.open { $0.idleInTransactionTimeout = .milliseconds(50) }
        let transaction = try connection.begin()
        _ = try transaction.query(Echo(true))
        pause(300)
        let error = expectError(.idleInTransactionTimeout) {
            _ = try transaction.query(Echo(true))
        }
        #expect(error?.isTransient == true)
        transaction.rollback()
        #expect(!connection.isUsable)
    }
}
