import Operations
import Postgres
import Settings
import Testing

@Suite("giro migrate")
struct MigrationRunTests {
    @Test("an empty database gets every schema; a second run finds nothing to do")
    func twice() throws {
        let database = try OperatedDatabase(isMigrated: false)
        let run = MigrationRun(settings: database.settings)
        let pending = try run.pending()
        #expect(!pending.isApplied)
        #expect(Set(pending.steps.map(\.worker)) == Set(SettingKey.workers + [Settings.operationsSchema]))
        #expect(try run.pending() == pending, "looking changes nothing")
        let applied = try run.apply()
        #expect(applied.isApplied)
        #expect(applied.steps == pending.steps)
        #expect(try run.apply().steps.isEmpty)
        #expect(try run.pending().steps.isEmpty)
    }

    @Test("workers log in with their own passwords and reach their tables", arguments: SettingKey.workers)
    func workers(worker: String) throws {
        let database = try OperatedDatabase()
        let connection = try Connection.open(database.settings.workerConnection(worker))
        defer { connection.close() }
        try connection.execute(script: "SELECT count(*) FROM cursor; UPDATE cursor SET owner = owner")
    }

    @Test("the operator reads every table and writes none", arguments: SettingKey.workers)
    func operatorRole(worker: String) throws {
        let database = try OperatedDatabase()
        let connection = try database.openAsOperator(worker)
        defer { connection.close() }
        try connection.execute(script: "SELECT count(*) FROM cursor; SELECT count(*) FROM outbox")
        let readOnly = #expect(throws: PostgresError.self) {
            try connection.execute(script: "DELETE FROM outbox")
        }
        #expect(readOnly?.code == .readOnly)
        try connection.execute(script: "SET default_transaction_read_only = off")
        for statement in ["DELETE FROM outbox", "UPDATE cursor SET owner = ''", "CREATE TABLE mine (a int)"] {
            let error = #expect(throws: PostgresError.self) {
                try connection.execute(script: statement)
            }
            #expect(error?.code == .insufficientPrivilege, "\(statement)")
        }
    }

    @Test("the operator does not read where people are reached")
    func personalTables() throws {
        let database = try OperatedDatabase()
        let connection = try database.openAsOperator("notification")
        defer { connection.close() }
        let error = #expect(throws: PostgresError.self) { try connection.execute(script: "SELECT * FROM contact") }
        #expect(error?.code == .insufficientPrivilege)
    }

    @Test("the operator reads tables that come later")
    func laterTables() throws {
        let database = try OperatedDatabase()
        try database.execute("CREATE TABLE later (a int)", in: "wallet")
        let connection = try database.openAsOperator("wallet")
        defer { connection.close() }
        try connection.execute(script: "SELECT * FROM later")
    }

    @Test("a database that is away is said to be, with its worker's name")
    func away() throws {
        let database = try OperatedDatabase(isMigrated: false)
        let settings = try database.settings(adding: ["billing.admin.database.conninfo=host=127.0.0.1 port=1"])
        let error = #expect(throws: OperationError.self) { try MigrationRun(settings: settings).apply() }
        #expect(error?.code == "database_unavailable")
        #expect(error?.detail.contains("billing") == true)
    }
}
