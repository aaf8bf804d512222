import Lane
import Postgres

/// A worker as an operator sees it: its schema, its tables, its topics.
public struct SchemaOwner: Sendable {
    public let name: String
    /// The topics it reads.
    let inputs: [String]
    let migrations: [Migration]
    /// Tables with people's names and addresses, which the operator's role does not read.
    let personalTables: [String]

    public init<W: Worker>(_ worker: W, personalTables: [String] = []) {
        self.personalTables = personalTables
        name = worker.name
        inputs = worker.inputs
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
