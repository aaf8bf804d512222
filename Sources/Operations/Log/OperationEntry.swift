import Postgres

/// One line of the operations log: who did what, when, why, and with what result.
public struct OperationEntry: Sendable, Equatable, Encodable {
    public enum Outcome: String, Sendable, Encodable {
        case done
        /// Ended before its end, because somebody asked for it.
        case stopped
        case failed
        /// Under way, or cut short by a crash.
        case unfinished
    }

    public let id: String
    public let begunAt: Moment
    public let endedAt: Moment?
    public let operatorName: String
    public let command: String
    public let target: String
    public let reason: String
    public let outcome: Outcome
    /// What came of it.
    public let detail: String
}

/// The latest entries, the latest first. Run it with the schema `operations` in the search path.
struct ReadOperations: Statement {
    static let sql = """
        SELECT id::text, begun_at, ended_at, operator, command, target, reason, outcome, detail
        FROM operation LEFT JOIN operation_result ON operation = id
        WHERE $1::text IS NULL OR command = $1 OR command LIKE $1 || ' %' ORDER BY begun_at DESC, id DESC LIMIT $2
        """
    let command: String?
    let limit: Int32

    func bind(_ p: inout Parameters) {
        p.append(command)
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> OperationEntry {
        OperationEntry(
            id: try row.string(0), begunAt: Moment(try row.timestamptz(1)),
            endedAt: try row.optionalTimestamptz(2).map(Moment.init), operatorName: try row.string(3),
            command: try row.string(4), target: try row.string(5), reason: try row.string(6),
            outcome: try row.optionalString(7).flatMap(OperationEntry.Outcome.init) ?? .unfinished,
            detail: try row.optionalString(8) ?? "")
    }
}
