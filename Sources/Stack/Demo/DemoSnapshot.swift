import Kafka
import Operations
import Payments
import Postgres
import Settings

/// What the databases say while the demo runs, through the read-only role.
final class DemoSnapshot {
    private let connections: [String: Connection]
    private let admin: Admin
    /// Final payments that are not the workload's, as last counted.
    private var others: Int?

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

    /// How many of a workload's payments are final. Those of others are taken off a quick count of all; only when that
    /// says that enough are there, the workload's own are looked up.
    func finalPayments(of payments: [PaymentID], wanted: Int) throws -> Int {
        let all = Int(try query("payment", CountFinal())[0])
        if let others, all - others < wanted { return max(0, all - others) }
        let own = try sum(payments) { try query("payment", CountFinalOf(payments: $0)).map(Int.init) }
        others = all - own
        return own
    }

    /// The outcomes of a workload's payments.
    func outcomes(of payments: [PaymentID]) throws -> [CountOutcomesOf.Row] {
        var rows: [CountOutcomesOf.Row] = []
        _ = try sum(payments) { page in
            rows += try query("payment", CountOutcomesOf(payments: page))
            return []
        }
        return rows
    }

    /// A page at a time.
    private func sum(_ payments: [PaymentID], _ count: (ArraySlice<PaymentID>) throws -> [Int]) throws -> Int {
        try stride(from: 0, to: payments.count, by: 10_000).reduce(0) { total, start in
            try total + count(payments[start..<min(start + 10_000, payments.count)]).reduce(0, +)
        }
    }

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

struct CountFinalOf: Statement {
    let payments: ArraySlice<PaymentID>

    static let sql = "SELECT count(*) FROM payment WHERE id = ANY($1) AND final_at IS NOT NULL"

    func bind(_ p: inout Parameters) { p.append(payments.map { UUIDBits(high: $0.high, low: $0.low) }) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}

struct CountOutcomesOf: Statement {
    let payments: ArraySlice<PaymentID>

    static let sql = """
        SELECT kind, state || coalesce('/' || reason, ''), count(*) FROM payment WHERE id = ANY($1) GROUP BY 1, 2
        """

    struct Row {
        let kind: String
        /// `settled`, `refunded/<reason>`, `rejected/<reason>`.
        let outcome: String
        let count: Int64
    }

    func bind(_ p: inout Parameters) { p.append(payments.map { UUIDBits(high: $0.high, low: $0.low) }) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(kind: try row.string(0), outcome: try row.string(1), count: try row.int64(2))
    }
}

struct CountOpenMails: Statement {
    static let sql = "SELECT count(*) FROM mail WHERE state = 'queued'"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Int64 { try row.int64(0) }
}
