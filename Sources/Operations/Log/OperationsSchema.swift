import Postgres
import Settings

/// The schema `operations`: the log, the marks of dead letters, the progress of replays.
enum OperationsSchema {
    static let migrator = Migrator(
        component: Settings.operationsSchema, schema: Settings.operationsSchema,
        migrations: [Migration(number: 1, name: "operations", sql: PackageResources._001_operations_sql)],
        role: Settings.operatorRole)
}
