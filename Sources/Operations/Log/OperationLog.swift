import CloudEvents
import Payments
import Postgres
import Settings

/// The append-only log of what operators do. What changes something goes through `record` (or `begin` and `end`):
///
///     let log = try OperationLog(settings)
///     try log.record("pause", target: "worker wallet", reason: reason) { operation in
///         ...
///         return "6 lanes paused"    // what came of it, in a sentence
///     }
///
/// One connection, for one thread.
public final class OperationLog {
    let connection: Connection
    public let operatorName: String

    /// - Throws: `database_unavailable`; `database_refused` where `giro migrate` has not made the schema.
    public init(_ settings: Settings) throws(OperationError) {
        operatorName = Self.operatorName(settings)
        connection = try asking(Settings.operationsSchema) { () throws(PostgresError) in
            try Connection.open(settings.operationsConnection)
        }
    }

    deinit { connection.close() }

    /// Who is at work: by the settings, else who runs this process.
    public static func operatorName(_ settings: Settings) -> String {
        limited(settings.operatorName ?? CurrentUser.name)
    }

    /// Writes down that something is about to be done. From here on it is seen, whatever happens.
    /// - Parameters:
    ///   - command: as it is typed: `dlq requeue`, `pause`.
    ///   - target: what it is about; names things, holds no personal data.
    ///   - reason: the operator's words. Mail addresses and card numbers in it are masked.
    public func begin(
        _ command: String, target: String, reason: String
    ) throws(OperationError) -> LoggedOperation {
        let reason = Self.limited(Self.masked(reason))
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw OperationError(.reasonMissing, "say why with --reason: it is kept in the operations log")
        }
        let id = PaymentID.timeOrdered(milliseconds: Timestamp.now().microseconds / 1_000)
        let statement = BeginOperation(
            id: UUIDBits(high: id.high, low: id.low), operatorName: operatorName, command: command,
            target: Self.limited(target), reason: reason)
        try asking(Settings.operationsSchema) { () throws(PostgresError) in try connection.execute(statement) }
        return LoggedOperation(id: id.description, bits: statement.id, log: self)
    }

    /// Begins, does, and writes down how it ended, also when `body` throws.
    /// - Parameter body: returns what came of it, in a sentence.
    @discardableResult
    public func record(
        _ command: String, target: String, reason: String,
        _ body: (LoggedOperation) throws(OperationError) -> String
    ) throws(OperationError) -> LoggedOperation {
        let operation = try begin(command, target: target, reason: reason)
        let detail: String
        do {
            detail = try body(operation)
        } catch {
            // The first error is the one to be told.
            try? operation.end(.failed, error.code)
            throw error
        }
        try operation.end(.done, detail)
        return operation
    }

    /// The latest entries, the latest first.
    /// - Parameter command: only this one's, or those whose first word it is: `dlq`.
    public func entries(of command: String? = nil, limit: Int = 50) throws(OperationError) -> [OperationEntry] {
        try asking(Settings.operationsSchema) { () throws(PostgresError) in
            try connection.query(ReadOperations(command: command, limit: Int32(clamping: limit)))
        }
    }

    /// Without mail addresses and card numbers.
    static func masked(_ text: String) -> String {
        String(decoding: Redaction.masked(Array(text.utf8)).bytes, as: UTF8.self)
    }

    /// One line of at most 500 bytes.
    static func limited(_ text: String) -> String {
        let line = text.oneLine.filter { $0 != "\0" }
        if line.utf8.count <= 500 { return line }
        var end = line.utf8.index(line.startIndex, offsetBy: 497)
        while end.samePosition(in: line) == nil { end = line.utf8.index(before: end) }
        return line[..<end] + "…"
    }
}

/// An operation that is written down and not yet ended.
public struct LoggedOperation {
    /// A UUID.
    public let id: String
    let bits: UUIDBits
    private let log: OperationLog

    fileprivate init(id: String, bits: UUIDBits, log: OperationLog) {
        self.id = id
        self.bits = bits
        self.log = log
    }

    /// Writes down how it ended. Once.
    public func end(_ outcome: OperationEntry.Outcome, _ detail: String) throws(OperationError) {
        let statement = EndOperation(id: bits, outcome: outcome.rawValue, detail: OperationLog.limited(detail))
        try asking(Settings.operationsSchema) { () throws(PostgresError) in try log.connection.execute(statement) }
    }
}

private struct BeginOperation: Statement {
    static let sql = "INSERT INTO operation (id, operator, command, target, reason) VALUES ($1, $2, $3, $4, $5)"
    let id: UUIDBits
    let operatorName: String
    let command: String
    let target: String
    let reason: String

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(operatorName)
        p.append(command)
        p.append(target)
        p.append(reason)
    }
}

private struct EndOperation: Statement {
    static let sql = "INSERT INTO operation_result (operation, outcome, detail) VALUES ($1, $2, $3)"
    let id: UUIDBits
    let outcome: String
    let detail: String

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(outcome)
        p.append(detail)
    }
}
