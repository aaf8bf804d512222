import Kafka
import Operations
import Postgres
import Settings

/// What the databases say while the demo runs, through the read-only role.
final class DemoSnapshot {
    private let connections: [String: Connection]
    private let admin: Admin

    init(_ settings: Settings) throws {
        var connections: [String: Connection] = [:]
        for worker in RunningWorker.names {
            connections[worker] = try Connection.open(settings.operatorConnection(for: worker))
        }
        self.connections = connections
        admin = try Admin(settings.kafka)
    }

    func query<S: Statement>(_ worker: String, _ statement: S) throws(PostgresError) -> [S.Row] {
        try connections[worker]!.query(statement)
    }

    /// Messages of these topics that a worker has not applied yet.
    func lag(of worker: String, topics: Set<String>) throws -> Int64 {
        var lag: Int64 = 0
        for cursor in try query(worker, ReadCursors()) where topics.contains(cursor.topic) {
            let partition = TopicPartition(topic: cursor.topic, partition: cursor.partition)
            lag += try admin.watermarks(of: partition, timeoutMilliseconds: 5_000).high - cursor.nextOffset
        }
        return lag
    }

    /// By worker: messages given up so far.
    func deadLetters() throws -> [String: Int64] {
        try Dictionary(
            uniqueKeysWithValues: RunningWorker.names.map { worker in
                (worker, try query(worker, ReadCursors()).reduce(0) { $0 + $1.deadLetters })
            })
    }

    func finalPayments() throws -> Int { Int(try query("payment", CountFinal())[0]) }

    /// Mails that are neither sent nor given up.
    func openMails() throws -> Int { Int(try query("notification", CountOpenMails())[0]) }
}

struct ReadCursors: Statement {
    static let sql = "SELECT topic, partition, next_offset, dead_letters FROM cursor"

    struct Row {
        let topic: String
        let partition: Int32
        let nextOffset: Int64
        let deadLetters: Int64
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            topic: try row.string(0), partition: try row.int32(1), nextOffset: try row.int64(2),
            deadLetters: try row.int64(3))
    }
}

struct CountFinal: Statement {
    static let sql = "SELECT count(*) FROM payment WHERE final_at IS NOT NULL"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

struct CountOpenMails: Statement {
    static let sql = "SELECT count(*) FROM mail WHERE state = 'queued'"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
