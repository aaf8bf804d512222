import Glibc
import Postgres
import Settings

/// Gives workers orders and takes them back. Each is written into the operations log first; the workers' processes read
/// theirs once a second.
public struct OrderDesk {
    let databases: Databases
    private let log: OperationLog
    private let settings: Settings

    public init(settings: Settings) throws(OperationError) {
        self.settings = settings
        databases = Databases(settings)
        log = try OperationLog(settings)
    }

    public func pause(_ target: OrderTarget, reason: String) throws(OperationError) -> OrderReport {
        let row = try target.row(in: databases)
        return try change("pause", row, reason: reason) { connection throws(PostgresError) in
            try connection.execute(
                GiveOrder(
                    row: row, operatorName: log.operatorName, reason: OperationLog.limited(OperationLog.masked(reason)))
            ) > 0
        }
    }

    public func resume(_ target: OrderTarget, reason: String) throws(OperationError) -> OrderReport {
        let rows = try target.standing(in: databases)
        return try change("resume", rows[0], reason: reason) { connection throws(PostgresError) in
            var taken = 0
            for row in rows { taken += try connection.execute(TakeOrderBack(row: row)) }
            return taken > 0
        }
    }

    /// Lets processes finish what they have and end.
    ///
    /// - Parameters:
    ///   - instance: only this process; `nil` all that run now.
    ///   - patience: how long to wait for them.
    ///   - onProgress: is told how many still run.
    public func drain(
        _ worker: String, instance: String?, reason: String, patience: Duration, onProgress: (Int) -> Void
    ) throws(OperationError) -> DrainReport {
        try OrderTarget.require(worker)
        let before = try running(worker, instance)
        if before.isEmpty {
            let who = instance.map { "process \($0)" } ?? "process"
            throw OperationError(.unknownTarget, "no \(who) of \(worker) is running")
        }
        let row = OrderRow(worker: worker, scope: .drain, name: instance ?? "")
        var left = before
        var operationID = ""
        _ = try change("drain", row, reason: reason) { connection throws(PostgresError) in
            try connection.execute(TakeOrderBack(row: row))
            return try connection.execute(
                GiveOrder(
                    row: row, operatorName: log.operatorName, reason: OperationLog.limited(OperationLog.masked(reason)))
            ) > 0
        } then: { (report: OrderReport) throws(OperationError) in
            operationID = report.operation
            let end = ContinuousClock.now + patience
            while ContinuousClock.now < end, !left.isEmpty {
                onProgress(left.count)
                usleep(500_000)
                left = try running(worker, instance).filter { now in
                    before.contains { $0.instance == now.instance && $0.startedAt == now.startedAt }
                }
            }
        }
        let ended = before.filter { process in !left.contains { $0.instance == process.instance } }
        return DrainReport(
            operation: operationID, worker: worker, drained: ended.map(\.instance), running: left.map(\.instance))
    }

    private func running(_ worker: String, _ instance: String?) throws(OperationError) -> [ProcessStanding] {
        try databases.query(ReadProcesses(), of: worker).filter {
            $0.isAlive && (instance == nil || $0.instance == instance)
        }
    }

    private func change(
        _ command: String, _ row: OrderRow, reason: String,
        _ body: (Connection) throws(PostgresError) -> Bool,
        then: (OrderReport) throws(OperationError) -> Void = { _ in }
    ) throws(OperationError) -> OrderReport {
        let report = try change(command, worker: row.worker, target: row.sentence, reason: reason, body)
        try then(report)
        return report
    }

    func change(
        _ command: String, worker: String, target: String, reason: String,
        _ body: (Connection) throws(PostgresError) -> Bool
    ) throws(OperationError) -> OrderReport {
        var hasChanged = false
        var id = ""
        try log.record(command, target: target, reason: reason) { operation throws(OperationError) in
            id = operation.id
            let connection = try databases.openForOrders(worker)
            defer { connection.close() }
            hasChanged = try asking(worker) { () throws(PostgresError) in try body(connection) }
            return hasChanged ? "done" : "nothing to change"
        }
        return OrderReport(operation: id, command: command, target: target, hasChanged: hasChanged)
    }
}

/// One order given or taken back.
public struct OrderReport: Sendable, Encodable {
    /// In the operations log.
    public let operation: String
    /// `pause` or `resume`.
    public let command: String
    public let target: String
    /// False when it was so already.
    public let hasChanged: Bool

    public func lines() -> [String] {
        switch (command, hasChanged) {
        case ("pause", true): ["\(target) is paused", "Its processes follow within two seconds."]
        case ("pause", false): ["\(target) was paused already"]
        case (_, true): ["\(target) is resumed", "Its processes follow within two seconds."]
        case (_, false): ["\(target) was not paused"]
        }
    }
}

/// What became of the processes that were to finish and end.
public struct DrainReport: Sendable, Encodable {
    public let operation: String
    public let worker: String
    public let drained: [String]
    /// Those that have not ended in time. They go on with it.
    public let running: [String]

    public var status: ExitStatus { running.isEmpty ? .done : .found }

    public func lines() -> [String] {
        drained.map { "\($0) has finished and ended" }
            + running.map { "\($0) still finishes: giro status shows its backlog and its calls" }
    }
}
