import Postgres

/// A process says how it is. Those that were not heard of for a week are forgotten.
struct ReportProcess: Statement {
    let instance: String
    let isFirst: Bool
    let isLast: Bool
    let isDrained: Bool
    let mode: String
    let lanes: Int32
    let backlog: Int32
    let performing: Int32
    let lastError: String?
    /// Microseconds since the Unix epoch.
    let lastErrorAt: Int64?
    let connectors: [String]
    let connectorStates: [String]

    static let sql = """
        WITH forgotten AS (DELETE FROM process WHERE $2 AND instance <> $1 AND seen_at < now() - interval '7 days')
        INSERT INTO process (instance, stopped_at, drained, mode, lanes, backlog, performing, last_error,
            last_error_at, connectors, connector_states)
        VALUES ($1, CASE WHEN $3 THEN now() END, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (instance) DO UPDATE
        SET started_at = CASE WHEN $2 THEN now() ELSE process.started_at END, seen_at = now(),
            stopped_at = excluded.stopped_at, drained = excluded.drained, mode = excluded.mode,
            lanes = excluded.lanes, backlog = excluded.backlog, performing = excluded.performing,
            last_error = excluded.last_error, last_error_at = excluded.last_error_at,
            connectors = excluded.connectors, connector_states = excluded.connector_states
        RETURNING started_at, (SELECT coalesce(max(ends), 0) FROM cursor)
        """

    struct Row {
        let startedAt: Timestamptz
        /// Of the worker's lanes, of whatever owner: how many owners in a row ended without a word, at most.
        let ends: Int32
    }

    func bind(_ parameters: inout Parameters) {
        parameters.append(instance)
        parameters.append(isFirst)
        parameters.append(isLast)
        parameters.append(isDrained)
        parameters.append(mode)
        parameters.append(lanes)
        parameters.append(backlog)
        parameters.append(performing)
        parameters.append(lastError)
        parameters.append(lastErrorAt.map { Timestamptz(microseconds: $0) })
        parameters.append(connectors)
        parameters.append(connectorStates)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(startedAt: try row.timestamptz(0), ends: try row.int32(1))
    }
}
