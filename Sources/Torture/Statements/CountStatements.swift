import Postgres

/// Payments that have come to their end. In the schema `payment`.
struct CountFinal: Statement {
    static let sql = "SELECT count(*) FROM payment WHERE final_at IS NOT NULL"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

/// Messages to endpoints that are neither taken nor given up. In the schema `webhook`.
struct CountOpenDeliveries: Statement {
    static let sql = "SELECT count(*) FROM delivery WHERE state IN ('waiting', 'queued')"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

/// Mails that are neither sent nor given up. In the schema `notification`.
struct CountQueuedMails: Statement {
    static let sql = "SELECT count(*) FROM mail WHERE state = 'queued'"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
