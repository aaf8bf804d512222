import Lane
import Postgres

/// A worker as an operator sees it: its schema, its tables, its topics. Or what serves requests, with a schema only.
public struct SchemaOwner: Sendable {
    public let name: String
    /// The topics it reads.
    let inputs: [String]
    let migrations: [Migration]
    /// Tables with people's names and addresses, which the operator's role does not read.
    let personalTables: [String]
    /// Tables that the gateway's reader reads.
    let publicTables: [String]
    /// Lanes, and with them the engine's tables.
    let hasLanes: Bool

    public init<W: Worker>(_ worker: W, personalTables: [String] = [], publicTables: [String] = []) {
        self.personalTables = personalTables
        self.publicTables = publicTables
        hasLanes = true
        name = worker.name
        inputs = worker.inputs
        migrations = worker.migrations
    }

    /// A schema without lanes.
    public init(name: String, migrations: [Migration], personalTables: [String] = []) {
        self.name = name
        self.migrations = migrations
        self.personalTables = personalTables
        publicTables = []
        inputs = []
        hasLanes = false
    }

    /// The engine's tables, then the worker's own.
    func migrators(role: String) -> [Migrator] {
        let own = Migrator(component: name, schema: name, migrations: migrations, role: role)
        if !hasLanes { return [own] }
        return [Migrator(component: "lane", schema: name, migrations: LaneMigrations.all, role: role), own]
    }
}
