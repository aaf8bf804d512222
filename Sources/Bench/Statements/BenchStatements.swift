import Postgres

/// How far one worker is, topic by topic.
struct ReadPositions: Statement {
    static let sql = """
        SELECT topic, sum(next_offset)::bigint, sum(last_seq)::bigint FROM cursor GROUP BY topic
        """

    struct Row {
        let topic: String
        let applied: Int64
        /// Rows ever put into the outbox.
        let emitted: Int64
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(topic: try row.string(0), applied: try row.int64(1), emitted: try row.int64(2))
    }
}

/// Lanes taken over since a moment.
struct CountLanesTaken: Statement {
    let since: Timestamptz

    static let sql = "SELECT count(*) FROM cursor WHERE taken_at >= $1"

    func bind(_ p: inout Parameters) { p.append(since) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

/// What the server has written and committed since it was made.
struct ReadServerCounters: Statement {
    static let sql = """
        SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint,
            (SELECT sum(xact_commit)::bigint FROM pg_stat_database), now()
        """

    struct Row {
        let walBytes: Int64
        let transactions: Int64
        let now: Timestamptz
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(walBytes: try row.int64(0), transactions: try row.int64(1), now: try row.timestamptz(2))
    }
}

/// The process that serves this connection; its parent is the server.
struct ReadServerProcess: Statement {
    static let sql = "SELECT pg_backend_pid(), current_setting('server_version')"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (backend: Int32, version: String) {
        (try row.int32(0), try row.string(1))
    }
}

/// The server's processes that work for the workers.
struct ReadBackends: Statement {
    static let sql = """
        SELECT substr(application_name, 6), pid FROM pg_stat_activity
        WHERE application_name IN ('giro-wallet', 'giro-billing', 'giro-payment', 'giro-notification')
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (worker: String, process: Int32) {
        (try row.string(0), try row.int32(1))
    }
}

/// Bytes of the workers' tables with their indexes, one row a table that has any.
struct ReadTableSizes: Statement {
    static let sql = """
        SELECT schemaname || '.' || relname, pg_total_relation_size(relid) FROM pg_stat_user_tables
        WHERE schemaname IN ('wallet', 'billing', 'payment', 'notification') AND pg_total_relation_size(relid) > 131072
        ORDER BY 1
        """

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (table: String, bytes: Int64) {
        (try row.string(0), try row.int64(1))
    }
}
