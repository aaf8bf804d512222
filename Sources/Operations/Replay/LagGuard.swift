import Kafka
import Messages
import Postgres
import Settings

/// Holds a replay back while the workers that read its topics are behind: live traffic comes first.
final class LagGuard {
    private let databases: Databases
    private let admin: Admin
    private let topics: Set<String>
    private let maximum: Int64
    private var next = ContinuousClock.now

    init(
        _ databases: Databases, _ kafka: ClientConfiguration, topics: some Sequence<String>, maximum: Int64
    ) throws(OperationError) {
        self.databases = databases
        self.topics = Set(topics)
        self.maximum = maximum
        do {
            admin = try Admin(kafka)
        } catch {
            throw OperationError(error)
        }
    }

    /// Looks every half second at most, and waits as long as a lane has more than the most it may have to come.
    func wait(unless stop: StopRequest) throws(OperationError) {
        guard ContinuousClock.now >= next else { return }
        while !stop.isSet, try largestLag() > maximum { Sleep.milliseconds(200) }
        next = .now + .milliseconds(500)
    }

    private func largestLag() throws(OperationError) -> Int64 {
        let readers = Set(topics.flatMap { Catalogue.topic($0)?.consumers ?? [] })
        var ends: [TopicPartition: Int64] = [:]
        var largest: Int64 = 0
        for worker in Databases.workers where readers.contains(worker) {
            let connection = try databases.open(worker)
            defer { connection.close() }
            let rows = try asking(worker) { () throws(PostgresError) in try connection.query(ReadLanes()) }
            for row in rows where topics.contains(row.partition.topic) {
                if ends[row.partition] == nil { ends[row.partition] = try end(of: row.partition) }
                largest = max(largest, (ends[row.partition] ?? 0) - row.nextOffset)
            }
        }
        return largest
    }

    private func end(of partition: TopicPartition) throws(OperationError) -> Int64 {
        do {
            return try admin.watermarks(of: partition, timeoutMilliseconds: 5_000).high
        } catch {
            throw OperationError(error)
        }
    }
}
