import Kafka
import Lane
import Messages
import PaymentWorker
import Payments
import Postgres
import Settings

/// Builds the payment worker's read side anew from the topics, in a schema of its own beside the live one.
///
/// The handler is the worker's own; what it would tell people is dropped. How far each partition is stands in the new
/// schema's own cursors, moved by the transaction that applies a batch: cut short at any moment, it goes on exactly
/// there. It never reads beyond the live worker's cursors.
final class Rebuild {
    static let schema = "payment_rebuild"
    static let former = "payment_former"

    let connection: Connection
    private let kafka: ClientConfiguration
    private let worker = PaymentWorker()
    private let decoder: any RecordDecoder<PaymentNews>
    private(set) var messages: Int64 = 0
    private(set) var unreadable: Int64 = 0

    private static let together = 2_000

    /// - Throws: `under_way` while another process rebuilds.
    init(_ settings: Settings) throws(OperationError) {
        var configuration = settings.adminConnection(for: "payment")
        configuration.searchPath = Self.schema
        configuration.lockTimeout = .seconds(10)
        let target = configuration
        connection = try asking("payment") { () throws(PostgresError) in try Connection.open(target) }
        kafka = settings.kafka
        decoder = worker.makeDecoder()
        let connection = connection
        let isMine = try asking("payment") { () throws(PostgresError) in
            try connection.query(LockRebuild()).first ?? false
        }
        if !isMine { throw OperationError(.underWay, "another process rebuilds the read side at this moment") }
    }

    deinit { connection.close() }

    /// Makes the new schema, or takes up the one that this replay left.
    func prepare(replay: String, _ parts: [ReplayPlan.Part]) throws(OperationError) {
        let (connection, worker) = (connection, worker)
        try asking("payment") { () throws(PostgresError) in
            if try connection.query(SchemaOfReplay()).first == replay { return }
            try connection.execute(script: "DROP SCHEMA IF EXISTS \(Self.schema) CASCADE")
            let role = Settings.role(of: worker.name)
            for (component, migrations) in [("lane", LaneMigrations.all), (worker.name, worker.migrations)] {
                _ = try Migrator(
                    component: component, schema: Self.schema, migrations: migrations, role: role
                ).apply(on: connection)
            }
            try connection.execute(MakeCursors(parts: parts))
            try connection.execute(script: "COMMENT ON SCHEMA \(Self.schema) IS '\(replay)'")
        }
    }

    /// Applies what lies between the new cursors and the live ones.
    /// - Parameter each: after each batch, with how many messages it had; false ends it.
    func catchUp(_ each: (Int) -> Bool) throws(OperationError) {
        let connection = connection
        let ranges = try asking("payment") { () throws(PostgresError) in try connection.query(RangesToRead()) }
        try apply(ranges) { items, positions throws(OperationError) in
            try asking("payment") { () throws(PostgresError) in
                let transaction = try connection.begin()
                do throws(PostgresError) {
                    try self.handle(items, positions, in: transaction)
                    try transaction.commit()
                } catch {
                    transaction.rollback()
                    throw error
                }
            }
            return each(items.count)
        }
    }

    /// The rest, in the transaction that holds the live worker back.
    func catchUp(in transaction: Transaction) throws(OperationError) {
        let ranges = try asking("payment") { () throws(PostgresError) in try transaction.query(RangesToRead()) }
        try apply(ranges) { items, positions throws(OperationError) in
            try asking("payment") { () throws(PostgresError) in try self.handle(items, positions, in: transaction) }
            return true
        }
    }

    /// How many places are still to be read.
    func distance() throws(OperationError) -> Int64 {
        let connection = connection
        return try asking("payment") { () throws(PostgresError) in try connection.query(RangesToRead()) }
            .reduce(0) { $0 + $1.width }
    }

    private typealias NewsItem = Item<PaymentNews, Never>

    private func apply(
        _ ranges: [LogRange],
        _ commit: ([NewsItem], [TopicPartition: Int64]) throws(OperationError) -> Bool
    ) throws(OperationError) {
        var items: [NewsItem] = []
        // A part ends where it was to end, also where its last places hold nothing that is seen.
        var positions: [TopicPartition: Int64] = [:]
        var goesOn = true
        try LogReader(kafka, ranges).read { record throws(OperationError) in
            positions[TopicPartition(topic: record.topic, partition: record.partition)] = record.offset + 1
            do throws(Refusal) {
                let news = try self.decoder.decode(Record(view: record))
                let origin = try Origin(Record(view: record))
                items.append(NewsItem(lane: 1, cause: .message(news, origin)))
            } catch {
                self.unreadable += 1
            }
            guard items.count >= Self.together else { return true }
            goesOn = try commit(items, positions)
            self.messages += Int64(items.count)
            items = []
            return goesOn
        }
        guard goesOn else { return }
        for range in ranges { positions[range.partition] = range.to }
        _ = try commit(items, positions)
        messages += Int64(items.count)
    }

    private func handle(
        _ items: [NewsItem], _ positions: [TopicPartition: Int64], in transaction: Transaction
    ) throws(PostgresError) {
        let batch = Batch(items: items, now: Timestamp.now().microseconds)
        do {
            try worker.handle(batch, in: transaction)
        } catch let error as PostgresError {
            throw error
        } catch {
            throw PostgresError(.serializationFailure, statement: "Rebuild", message: "a row came from elsewhere")
        }
        _ = try transaction.send(MoveCursors(positions: positions))
    }
}
