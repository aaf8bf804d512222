import Postgres

/// A worker's process, as it last said of itself.
public struct ProcessStanding: Sendable, Equatable, Encodable {
    public enum State: String, Sendable, Encodable {
        case working
        /// It has not been heard of for a while: gone, or cut off from the database.
        case silent
        /// It ended in good order.
        case stopped
        /// It ended because an operator wanted it to finish and end.
        case drained
    }

    /// An outside system that does not answer this process well.
    public struct Connector: Sendable, Equatable, Encodable {
        public let name: String
        /// `failing`, `open` or `half_open`.
        public let state: String
    }

    public let instance: String
    public let state: State
    public let startedAt: Moment
    public let seenAt: Moment
    /// `transactional` or `idempotent`.
    public let mode: String
    public let lanes: Int32
    /// Rows committed and waiting to be published.
    public let backlog: Int32
    public let callsUnderWay: Int32
    /// The code of its last error, which may be long over.
    public let lastError: String?
    public let lastErrorAt: Moment?
    public let connectors: [Connector]

    public var isAlive: Bool { state == .working }
}

/// Every process of the schema in the search path, the living first.
struct ReadProcesses: Statement {
    /// Reports come every five seconds.
    static let sql = """
        SELECT instance, CASE WHEN drained THEN 'drained' WHEN stopped_at IS NOT NULL THEN 'stopped'
                WHEN seen_at < now() - interval '20 seconds' THEN 'silent' ELSE 'working' END AS state,
            started_at, coalesce(stopped_at, seen_at), mode, lanes, backlog, performing, last_error, last_error_at,
            connectors, connector_states
        FROM process WHERE seen_at > now() - interval '1 day' OR stopped_at IS NULL
        ORDER BY state DESC, instance
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> ProcessStanding {
        let names = try row.array(10, of: String.self)
        let states = try row.array(11, of: String.self)
        return ProcessStanding(
            instance: try row.string(0), state: .init(rawValue: try row.string(1)) ?? .silent,
            startedAt: Moment(try row.timestamptz(2)), seenAt: Moment(try row.timestamptz(3)), mode: try row.string(4),
            lanes: try row.int32(5), backlog: try row.int32(6), callsUnderWay: try row.int32(7),
            lastError: try row.optionalString(8), lastErrorAt: try row.optionalTimestamptz(9).map(Moment.init),
            connectors: zip(names, states).map { .init(name: $0, state: $1) })
    }
}
