import CloudEvents
import Kafka
import Lane
import Messages
import Payments
import Postgres
import Settings

/// Finds the parts of a worker's outbox that are published and still kept.
struct OutboxPlanner {
    private let settings: Settings
    private let databases: Databases

    init(_ settings: Settings, _ databases: Databases) {
        self.settings = settings
        self.databases = databases
    }

    /// Rows that are not published yet are left to the lane's owner.
    func plan(_ selection: ReplaySelection) throws(OperationError) -> ReplayPlan {
        guard let worker = selection.worker, Databases.workers.contains(worker) else {
            throw OperationError(.misuse, "say whose outbox: --worker wallet, billing or payment")
        }
        let connection = try databases.open(worker)
        defer { connection.close() }
        let (rows, kept) = try asking(worker) { () throws(PostgresError) in
            (try connection.query(ReadLanes()), try connection.query(KeptRows()))
        }
        let marks = try KafkaView(settings.kafka).published(of: worker, rows)
        let first = Dictionary(kept.map { ($0.lane, $0.first) }) { first, _ in first }
        let parts = rows.compactMap { row -> ReplayPlan.Part? in
            if !selection.partitions.isEmpty, !selection.partitions.contains(row.partition.partition) { return nil }
            guard let from = first[row.lane] else { return nil }
            let to = max(row.publishedSeq, marks[row.lane] ?? 0) + 1
            return ReplayPlan.Part(
                topic: row.partition.topic, partition: row.partition.partition, from: from, to: max(from, to),
                lane: row.lane)
        }
        return ReplayPlan(selection: selection, parts: parts)
    }
}

/// Published rows of a worker's outbox, lane by lane. They go out as they went first: same id, key, type and time.
struct OutboxSource: ReplaySource {
    private let plan: ReplayPlan
    private let worker: String
    private let connection: Connection
    private let replay: String

    init(_ plan: ReplayPlan, _ databases: Databases, replay: String?) throws(OperationError) {
        self.plan = plan
        worker = plan.selection.worker ?? ""
        connection = try databases.open(worker)
        self.replay = replay ?? ""
    }

    func read(_ body: (borrowing ReplayedMessage) throws(OperationError) -> Bool) throws(OperationError) {
        for part in plan.parts {
            guard let lane = part.lane else { continue }
            var next = part.from
            while next < part.to {
                let statement = RepublishedRows(lane: lane, from: next, to: part.to, limit: 1_000)
                let rows = try asking(worker) { () throws(PostgresError) in try connection.query(statement) }
                for row in rows where wants(row) {
                    if try !hand(row, part, to: body) { return }
                }
                guard let last = rows.last else { break }
                next = last.seq + 1
            }
        }
    }

    private func hand(
        _ row: RepublishedRows.Row, _ part: ReplayPlan.Part,
        to body: (borrowing ReplayedMessage) throws(OperationError) -> Bool
    ) throws(OperationError) -> Bool {
        let (worker, replay) = (worker, replay)
        let result = row.value.withUnsafeBytes { value in
            Result { () throws(OperationError) in
                try body(
                    ReplayedMessage(
                        topic: row.topic, type: row.type, value: value, timestampMilliseconds: row.at / 1_000,
                        part: part.name, next: row.seq + 1, make: { row.copy(by: worker, replay) }))
            }
        }
        return try result.get()
    }

    /// Dead letters do not go out again: operators have them.
    private func wants(_ row: RepublishedRows.Row) -> Bool {
        let selection = plan.selection
        if row.topic.hasSuffix(DeadLetterItem.suffix) { return false }
        if !selection.topics.isEmpty, !selection.topics.contains(row.topic) { return false }
        if let key = selection.key, key != row.key { return false }
        if let payment = selection.payment, payment != row.subject { return false }
        if let since = selection.sinceMilliseconds, row.at < since.multipliedClamped(by: 1_000) { return false }
        if let until = selection.untilMilliseconds, row.at >= until.multipliedClamped(by: 1_000) { return false }
        return true
    }
}

extension RepublishedRows.Row {
    fileprivate func copy(by worker: String, _ replay: String) -> MessageCopy {
        var headers = [
            (CloudEventHeader.specVersion, CloudEventHeader.specVersionValue),
            (CloudEventHeader.id, "\(lane)-\(seq)"), (CloudEventHeader.source, "/giro/\(worker)"),
            (CloudEventHeader.type, type), (CloudEventHeader.time, EventTime.text(microseconds: at)),
        ]
        if !subject.isEmpty { headers.append((CloudEventHeader.subject, subject)) }
        headers.append((CloudEventHeader.contentType, CloudEventHeader.contentTypeValue))
        if let trace { headers.append((CloudEventHeader.traceparent, trace)) }
        headers.append((ReplayFilter.header, replay))
        return MessageCopy(
            topic: topic, partition: nil, key: Array(key.utf8), value: value,
            headers: headers.map { ($0.0, Array($0.1.utf8)) }, timestampMilliseconds: at / 1_000)
    }
}

private struct KeptRows: Statement {
    static let sql = "SELECT lane, min(seq) FROM outbox GROUP BY lane"

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (lane: Int32, first: Int64) {
        (try row.int32(0), try row.int64(1))
    }
}

/// A page of a lane's outbox.
struct RepublishedRows: Statement {
    static let sql = """
        SELECT lane, seq, topic, key, type, subject, value, trace, at
        FROM outbox WHERE lane = $1 AND seq >= $2 AND seq < $3 ORDER BY seq LIMIT $4
        """
    let lane: Int32
    let from: Int64
    let to: Int64
    let limit: Int32

    struct Row {
        let lane: Int32
        let seq: Int64
        let topic: String
        let key: String
        let type: String
        let subject: String
        let value: [UInt8]
        let trace: String?
        /// Microseconds since the Unix epoch.
        let at: Int64
    }

    func bind(_ p: inout Parameters) {
        p.append(lane)
        p.append(from)
        p.append(to)
        p.append(limit)
    }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            lane: try row.int32(0), seq: try row.int64(1), topic: try row.string(2), key: try row.string(3),
            type: try row.string(4), subject: try row.string(5), value: try row.bytes(6),
            trace: try row.optionalString(7), at: try row.timestamptz(8).microseconds)
    }
}
