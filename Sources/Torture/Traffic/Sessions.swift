import Operations
import Postgres
import Settings

/// Looks into the workers' databases while they come and go: what cannot be asked now is asked again later.
final class Sessions {
    private let settings: Settings
    private var open: [String: Connection] = [:]

    init(_ settings: Settings) { self.settings = settings }

    func query<S: Statement>(_ worker: String, _ statement: S) throws(PostgresError) -> [S.Row] {
        try query(worker, statement) { settings.operatorConnection(for: worker) }
    }

    /// A session may have been cut since its last use, which its next use notices; then another one is asked.
    private func query<S: Statement>(
        _ name: String, _ statement: S, _ configuration: () -> ConnectionConfiguration
    ) throws(PostgresError) -> [S.Row] {
        let connection = try connection(name, configuration)
        do throws(PostgresError) { return try connection.query(statement) } catch {
            if connection.isUsable { throw error }
        }
        return try self.connection(name, configuration).query(statement)
    }

    /// Cuts or cancels one of the workers' sessions. That the server is away just now is no failure.
    func disturb(_ kind: DisturbSession.Kind, index: Int64) {
        _ = try? administrator().query(DisturbSession(kind: kind, index: index))
    }

    /// From now on every move of a cursor is written down.
    func recordAdvances() throws(PostgresError) {
        try administrator().execute(script: RecordAdvances(workers: Databases.workers).script)
    }

    func advances() throws(PostgresError) -> [History.Advance] {
        try query("administrator", ReadAdvances()) { settings.adminConnection }
    }

    func finalPayments() -> Int? { (try? query("payment", CountFinal()))?.first.map(Int.init) }

    func queuedMails() -> Int? { (try? query("notification", CountQueuedMails()))?.first.map(Int.init) }

    func openDeliveries() -> Int? { (try? query("webhook", CountOpenDeliveries()))?.first.map(Int.init) }

    func cursors() -> [String: [ReadCursors.Row]]? {
        var cursors: [String: [ReadCursors.Row]] = [:]
        for worker in Databases.workers {
            guard let rows = try? query(worker, ReadCursors()) else { return nil }
            cursors[worker] = rows
        }
        return cursors
    }

    private func administrator() throws(PostgresError) -> Connection {
        try connection("administrator") { settings.adminConnection }
    }

    private func connection(
        _ name: String, _ configuration: () -> ConnectionConfiguration
    ) throws(PostgresError) -> Connection {
        if let connection = open[name], connection.isUsable { return connection }
        open[name] = nil
        let connection = try Connection.open(configuration())
        open[name] = connection
        return connection
    }
}
