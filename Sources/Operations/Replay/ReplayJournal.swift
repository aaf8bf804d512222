import CloudEvents
import Foundation
import Payments
import Postgres
import Settings

/// What is written down of a replay, so that it can be stopped, cut short, and gone on with.
final class ReplayJournal {
    let id: String
    let plan: ReplayPlan
    let mode: ReplayMode
    /// Where each part goes on.
    private(set) var positions: [String: Int64]
    private(set) var published: Int64
    private var step: Int64
    private let bits: UUIDBits
    private let log: OperationLog

    /// A new one.
    init(
        _ mode: ReplayMode, _ plan: ReplayPlan, clusterID: String, operation: LoggedOperation, log: OperationLog
    ) throws(OperationError) {
        id = operation.id
        bits = operation.bits
        self.plan = plan
        self.mode = mode
        self.log = log
        positions = [:]
        published = 0
        step = 0
        let statement = InsertReplay(id: bits, mode: mode.rawValue, clusterID: clusterID, plan: Self.json(plan))
        try asking(Settings.operationsSchema) { () throws(PostgresError) in try log.connection.execute(statement) }
        try lock()
    }

    /// One that was stopped or cut short.
    /// - Throws: `unknown_replay`, `replay_is_done`, `other_cluster`, `under_way`.
    init(resuming id: PaymentID, clusterID: String, log: OperationLog) throws(OperationError) {
        self.id = id.description
        bits = UUIDBits(high: id.high, low: id.low)
        self.log = log
        let statement = FindReplay(id: bits)
        let found = try asking(Settings.operationsSchema) { () throws(PostgresError) in
            try log.connection.query(statement).first
        }
        guard let found, let mode = ReplayMode(rawValue: found.mode),
            let plan = try? JSONDecoder().decode(ReplayPlan.self, from: Data(found.plan.utf8))
        else { throw OperationError(.unknownReplay, "no replay has the id \(id)") }
        if found.isDone { throw OperationError(.replayIsDone, "replay \(id) has come to its end") }
        if found.clusterID != clusterID {
            throw OperationError(.otherCluster, "replay \(id) was begun on another Kafka cluster; begin a new one")
        }
        self.plan = plan
        self.mode = mode
        positions = (try? JSONDecoder().decode([String: Int64].self, from: Data(found.positions.utf8))) ?? [:]
        published = found.published
        step = found.step
        try lock()
    }

    /// What is left of the plan.
    var remaining: ReplayPlan { plan.remaining(positions) }

    /// How many places of the plan are behind.
    var covered: Int64 { plan.width.subtractingClamped(remaining.width) }

    /// Writes down how far it is. Only what is safe on its topics may be written.
    func note(_ positions: [String: Int64], published: Int64, isDone: Bool) throws(OperationError) {
        self.positions.merge(positions) { $1 }
        self.published = published
        step = step.addingClamped(1)
        let statement = InsertProgress(
            replay: bits, step: step, published: published, positions: Self.json(self.positions), isDone: isDone)
        try asking(Settings.operationsSchema) { () throws(PostgresError) in try log.connection.execute(statement) }
    }

    /// One process at a time goes on with a replay.
    private func lock() throws(OperationError) {
        let statement = LockReplay(id: id)
        let isMine = try asking(Settings.operationsSchema) { () throws(PostgresError) in
            try log.connection.query(statement).first ?? false
        }
        if !isMine { throw OperationError(.underWay, "replay \(id) is under way in another process") }
    }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(value) else { preconditionFailure("a plan holds only what JSON can say") }
        return String(decoding: data, as: UTF8.self)
    }
}

private struct InsertReplay: Statement {
    static let sql = "INSERT INTO replay (id, mode, cluster_id, plan) VALUES ($1, $2, $3, $4)"
    let id: UUIDBits
    let mode: String
    let clusterID: String
    let plan: String

    func bind(_ p: inout Parameters) {
        p.append(id)
        p.append(mode)
        p.append(clusterID)
        p.append(plan)
    }
}

private struct InsertProgress: Statement {
    static let sql =
        "INSERT INTO replay_progress (replay, step, published, positions, is_done) VALUES ($1, $2, $3, $4, $5)"
    let replay: UUIDBits
    let step: Int64
    let published: Int64
    let positions: String
    let isDone: Bool

    func bind(_ p: inout Parameters) {
        p.append(replay)
        p.append(step)
        p.append(published)
        p.append(positions)
        p.append(isDone)
    }
}

struct FindReplay: Statement {
    static let sql = """
        SELECT mode, cluster_id, plan, coalesce(step, 0), coalesce(published, 0), coalesce(positions, '{}'),
            coalesce(is_done, false)
        FROM replay LEFT JOIN replay_progress ON replay = id WHERE id = $1 ORDER BY step DESC NULLS LAST LIMIT 1
        """
    let id: UUIDBits

    struct Row {
        let mode: String
        let clusterID: String
        let plan: String
        let step: Int64
        let published: Int64
        let positions: String
        let isDone: Bool
    }

    func bind(_ p: inout Parameters) { p.append(id) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Row {
        Row(
            mode: try row.string(0), clusterID: try row.string(1), plan: try row.string(2), step: try row.int64(3),
            published: try row.int64(4), positions: try row.string(5), isDone: try row.bool(6))
    }
}

private struct LockReplay: Statement {
    static let sql = "SELECT pg_try_advisory_lock(hashtextextended('giro.replay ' || $1, 0))"
    let id: String

    func bind(_ p: inout Parameters) { p.append(id) }

    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}
