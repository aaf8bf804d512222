import Payments
import Postgres
import Settings

/// Lets a biller's open invoices be asked at the address that it announced last.
///
/// An invoice that may have been ordered stays with the address where it was ordered, because only there it is known
/// what became of it. When that address is gone for good and the new one is the same biller with the same memory,
/// somebody has to say so: this is how.
public struct Repointing {
    private let settings: Settings
    private let databases: Databases

    public init(settings: Settings) {
        self.settings = settings
        databases = Databases(settings)
    }

    /// Looks and changes nothing.
    public func plan(_ biller: AccountID) throws(OperationError) -> RepointReport {
        guard let endpoint = try databases.query(EndpointOf(biller: biller), of: "billing").first else {
            throw OperationError(.unknownTarget, "no biller is announced for the account \(biller)")
        }
        let rows = try databases.query(CountElsewhere(biller: biller, endpoint: endpoint), of: "billing")
        return RepointReport(
            biller: biller.text, endpoint: endpoint,
            elsewhere: rows.map { .init(endpoint: $0.endpoint, invoices: $0.count) }, operation: nil)
    }

    public func apply(_ biller: AccountID, reason: String) throws(OperationError) -> RepointReport {
        var report = try plan(biller)
        let log = try OperationLog(settings)
        let operation = try log.record(
            "repoint", target: "biller \(biller) to \(report.endpoint)", reason: reason
        ) { _ throws(OperationError) in
            var configuration = settings.adminConnection(for: "billing")
            configuration.searchPath = "billing"
            let statement = RepointInvoices(biller: biller, endpoint: report.endpoint)
            let orders = MoveOrders(endpoint: report.endpoint, former: report.elsewhere.map(\.endpoint))
            let changed = try asking("billing") { () throws(PostgresError) in
                let connection = try Connection.open(configuration)
                defer { connection.close() }
                try connection.execute(orders)
                return try connection.execute(statement)
            }
            return "\(changed) invoices"
        }
        report.operation = operation.id
        return report
    }
}

/// Open invoices that are asked elsewhere than their biller was announced last.
public struct RepointReport: Sendable, Encodable {
    public struct Elsewhere: Sendable, Equatable, Encodable {
        public let endpoint: String
        public let invoices: Int64
    }

    public let biller: String
    public let endpoint: String
    public let elsewhere: [Elsewhere]
    /// In the operations log; nil while nothing was done.
    public internal(set) var operation: String?

    public func lines() -> [String] {
        let verb = operation == nil ? "are asked" : "were asked"
        if elsewhere.isEmpty { return ["every open invoice of \(biller) is asked at \(endpoint)"] }
        return elsewhere.map { "\($0.invoices.grouped) open invoices of \(biller) \(verb) at \($0.endpoint)" }
            + [operation == nil ? "they would be asked at \(endpoint)" : "from their second next try on: \(endpoint)"]
    }
}

private struct EndpointOf: Statement {
    let biller: AccountID

    static let sql = "SELECT endpoint FROM biller WHERE account = $1"

    func bind(_ p: inout Parameters) { p.append(biller.text) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}

private struct CountElsewhere: Statement {
    let biller: AccountID
    let endpoint: String

    static let sql = """
        SELECT endpoint, count(*) FROM invoice JOIN attempt USING (payment)
        WHERE state = 'open' AND biller = $1 AND endpoint <> $2 GROUP BY endpoint ORDER BY endpoint
        """

    func bind(_ p: inout Parameters) {
        p.append(biller.text)
        p.append(endpoint)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (endpoint: String, count: Int64) {
        (try row.string(0), try row.int64(1))
    }
}

/// The invoices are locked first, in the order in which the worker locks them: what it writes of an attempt it has read
/// under the same lock, so neither overwrites the other.
private struct RepointInvoices: Statement {
    let biller: AccountID
    let endpoint: String

    static let sql = """
        WITH locked AS (
            SELECT payment FROM invoice WHERE state = 'open' AND payment IN (
                SELECT payment FROM attempt WHERE biller = $1 AND endpoint <> $2)
            ORDER BY payment FOR NO KEY UPDATE)
        UPDATE attempt SET endpoint = $2 FROM locked WHERE attempt.payment = locked.payment
        """

    func bind(_ p: inout Parameters) {
        p.append(biller.text)
        p.append(endpoint)
    }
}

/// An order at a former address concerns the biller: the same order stands for the new address too, until
/// both are taken back together.
private struct MoveOrders: Statement {
    let endpoint: String
    let former: [String]

    static let sql = """
        INSERT INTO control (scope, name, since, operator, reason)
        SELECT scope, $1, since, operator, reason FROM control WHERE scope = 'connector' AND name = ANY($2)
        ORDER BY since LIMIT 1 ON CONFLICT DO NOTHING
        """

    func bind(_ p: inout Parameters) {
        p.append(endpoint)
        p.append(former)
    }
}
