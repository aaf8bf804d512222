import Postgres
import Settings

/// The workers' schemas, as the read-only role sees them, wherever each is.
public struct Databases: Sendable {
    /// In the order in which a payment meets them.
    public static let workers = ["wallet", "billing", "payment", "notification", "webhook"]

    private let configuration: @Sendable (String) -> ConnectionConfiguration

    public init(_ configuration: @escaping @Sendable (String) -> ConnectionConfiguration) {
        self.configuration = configuration
    }

    public init(_ settings: Settings) {
        self.init { settings.operatorConnection(for: $0) }
    }

    func open(_ worker: String) throws(OperationError) -> Connection {
        do {
            return try Connection.open(configuration(worker))
        } catch {
            throw OperationError(error, of: worker)
        }
    }

    /// Where the operators' role may write: orders, and nothing else.
    func openForOrders(_ worker: String) throws(OperationError) -> Connection {
        var configuration = configuration(worker)
        configuration.settings["default_transaction_read_only"] = "off"
        do {
            return try Connection.open(configuration)
        } catch {
            throw OperationError(error, of: worker)
        }
    }

    /// One question, on a connection of its own.
    func query<S: Statement>(_ statement: S, of worker: String) throws(OperationError) -> [S.Row] {
        let connection = try open(worker)
        defer { connection.close() }
        return try asking(worker) { () throws(PostgresError) in try connection.query(statement) }
    }

    /// Whether two workers' schemas are in one database, so that one snapshot can show both.
    func share(_ one: String, _ other: String) -> Bool { configuration(one).conninfo == configuration(other).conninfo }
}

/// Runs database work and says whose database it was when it fails.
@discardableResult
func asking<Result>(
    _ subject: String, _ body: () throws(PostgresError) -> Result
) throws(OperationError) -> Result {
    do {
        return try body()
    } catch {
        throw OperationError(error, of: subject)
    }
}
