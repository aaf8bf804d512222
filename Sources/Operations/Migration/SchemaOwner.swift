import Lane
import Postgres

/// A worker as its schema sees it: a name and migrations.
public struct SchemaOwner: Sendable {
    public let name: String
    let migrations: [Migration]

    public init<W: Worker>(_ worker: W) {
        name = worker.name
        migrations = worker.migrations
    }

    /// The engine's tables, then the worker's own.
    func migrators(role: String) -> [Migrator] {
        [
            Migrator(component: "lane", schema: name, migrations: LaneMigrations.all, role: role),
            Migrator(component: name, schema: name, migrations: migrations, role: role),
        ]
    }
}
