import Postgres
import Settings

/// Brings every worker's database up to date, and the operations log: roles, schemas, tables. Safe to run again, and by
/// several at once.
public struct MigrationRun: Sendable {
    private let owners: [SchemaOwner]
    private let settings: Settings

    public init(_ owners: [SchemaOwner] = SchemaOwner.all, settings: Settings) {
        self.owners = owners
        self.settings = settings
    }

    /// What `apply` would do. Changes nothing.
    public func pending() throws(OperationError) -> MigrationReport {
        var steps: [MigrationReport.Step] = []
        for owner in owners {
            steps += try onAdmin(of: owner.name) { connection throws(PostgresError) in
                var steps: [MigrationReport.Step] = []
                for migrator in owner.migrators(role: Settings.role(of: owner.name)) {
                    steps += try migrator.pending(on: connection).map { Self.step(owner.name, migrator, $0) }
                }
                return steps
            }
        }
        let log = OperationsSchema.migrator
        steps += try onAdmin(of: log.schema) { connection throws(PostgresError) in
            try log.pending(on: connection).map { Self.step(log.schema, log, $0) }
        }
        return MigrationReport(isApplied: false, steps: steps)
    }

    public func apply() throws(OperationError) -> MigrationReport {
        var steps: [MigrationReport.Step] = []
        for owner in owners {
            steps += try onAdmin(of: owner.name) { connection throws(PostgresError) in
                try apply(owner, on: connection)
            }
        }
        steps += try onAdmin(of: Settings.operationsSchema) { connection throws(PostgresError) in
            try applyLog(on: connection)
        }
        return MigrationReport(isApplied: true, steps: steps)
    }

    private func apply(_ owner: SchemaOwner, on admin: Connection) throws(PostgresError) -> [MigrationReport.Step] {
        let role = WorkerRole(
            name: Settings.role(of: owner.name), schema: owner.name, password: settings.workerPassword(owner.name))
        try Self.againstOthers { () throws(PostgresError) in try role.apply(on: admin) }
        var steps: [MigrationReport.Step] = []
        for migrator in owner.migrators(role: role.name) {
            steps += try migrator.apply(on: admin).map { Self.step(owner.name, migrator, $0) }
        }
        let operatorRole = OperatorRole(password: settings.operatorPassword)
        try Self.againstOthers { () throws(PostgresError) in try operatorRole.admit(to: owner, on: admin) }
        if !owner.publicTables.isEmpty {
            let reader = ReaderRole(password: settings.readerPassword)
            try Self.againstOthers { () throws(PostgresError) in try reader.admit(to: owner, on: admin) }
        }
        return steps
    }

    private func applyLog(on admin: Connection) throws(PostgresError) -> [MigrationReport.Step] {
        let migrator = OperationsSchema.migrator
        let role = WorkerRole(name: migrator.role, schema: migrator.schema, password: settings.operatorPassword)
        try Self.againstOthers { () throws(PostgresError) in try role.apply(on: admin) }
        return try migrator.apply(on: admin).map { Self.step(migrator.schema, migrator, $0) }
    }

    /// Roles belong to the whole server and locks to one database: where somebody migrates another database of the
    /// server at this moment, PostgreSQL refuses one of the two, who then finds the work done.
    private static func againstOthers(_ body: () throws(PostgresError) -> Void) throws(PostgresError) {
        for _ in 1..<5 {
            do throws(PostgresError) {
                return try body()
            } catch  where [.uniqueViolation, .internalError].contains(error.code) {
                continue
            }
        }
        try body()
    }

    private func onAdmin<Result>(
        of schema: String, _ body: (Connection) throws(PostgresError) -> Result
    ) throws(OperationError) -> Result {
        do throws(PostgresError) {
            let connection = try Connection.open(settings.adminConnection(for: schema))
            defer { connection.close() }
            return try body(connection)
        } catch {
            throw OperationError(error, of: schema)
        }
    }

    private static func step(_ schema: String, _ migrator: Migrator, _ migration: Migration) -> MigrationReport.Step {
        MigrationReport.Step(
            worker: schema, component: migrator.component, number: migration.number, name: migration.name)
    }
}
