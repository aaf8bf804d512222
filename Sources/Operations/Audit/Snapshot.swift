import Postgres

/// Read-only transactions over all of the workers' schemas, at one moment where they share a database.
///
/// Where they do not, the moments follow each other from the payment's end to its beginning: what a worker was told,
/// the worker that told it had done by its own, later moment.
final class Snapshot {
    private var transactions: [String: Transaction] = [:]
    private var connections: [Connection] = []
    /// Whether all of them are one moment.
    private(set) var isOneMoment = true

    init(_ databases: Databases) throws(OperationError) {
        var exported: (worker: String, id: String)?
        for worker in Self.order {
            let connection = try databases.open(worker)
            connections.append(connection)
            let shared = exported.flatMap { databases.share($0.worker, worker) ? $0.id : nil }
            if exported != nil, shared == nil { isOneMoment = false }
            let id = try asking(worker) { () throws(PostgresError) in
                let transaction = try connection.begin(.snapshot)
                transactions[worker] = transaction
                if let shared { try transaction.execute(script: "SET TRANSACTION SNAPSHOT '\(shared)'") }
                return try transaction.query(ExportSnapshot())[0]
            }
            exported = exported ?? (worker, id)
        }
    }

    private static let order = ["webhook", "notification", "payment", "billing", "wallet"]

    func query<S: Statement>(_ statement: S, of worker: String) throws(OperationError) -> [S.Row] {
        guard let transaction = transactions[worker] else { preconditionFailure("no such worker: \(worker)") }
        return try asking(worker) { () throws(PostgresError) in try transaction.query(statement) }
    }

    func close() {
        for transaction in transactions.values { transaction.rollback() }
        for connection in connections { connection.close() }
    }
}

/// Makes the transaction's moment known, for others to share.
private struct ExportSnapshot: Statement {
    static let sql = "SELECT pg_export_snapshot()"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
