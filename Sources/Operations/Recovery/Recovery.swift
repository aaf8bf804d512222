import Kafka
import Payments
import Postgres
import Settings

/// Puts the lanes of another cluster, and those whose place is not in the log any more, on the logs of the cluster that
/// the settings name.
///
/// Each begins at its log's first message, and its outbox is published again as far as the scope says. Handlers know by
/// natural keys what they have seen, so what is read again and what comes again changes nothing.
public struct Recovery {
    private let settings: Settings
    private let databases: Databases
    private let scope: RecoveryScope
    private let since: Timestamptz

    /// - Parameter maximumAge: with `retained`, how old rows may be to be published again; `nil`: all that are kept.
    public init(settings: Settings, scope: RecoveryScope, maximumAge: Duration? = nil) {
        self.settings = settings
        self.scope = scope
        databases = Databases(settings)
        let age = maximumAge.map { $0.wholeMilliseconds * 1_000 }
        since = Timestamptz(microseconds: age.map { Timestamp.now().microseconds - $0 } ?? 0)
    }

    /// Looks and changes nothing.
    public func plan() throws(OperationError) -> RecoveryReport {
        let view = try ClusterView(settings)
        var report = emptyReport(view, isApplied: false)
        for name in Databases.workers { report.workers.append(try survey(name, view).worker) }
        return report
    }

    /// - Throws: `still_running` while a process of a worker works; `cluster_unfit` when topics are missing.
    public func apply(reason: String) throws(OperationError) -> RecoveryReport {
        let view = try ClusterView(settings)
        var report = emptyReport(view, isApplied: true)
        guard report.wrongTopics.isEmpty else {
            throw OperationError(
                .clusterUnfit, "the cluster lacks topics or has other partitions; run giro topics apply")
        }
        var surveys: [Survey] = []
        for name in Databases.workers { surveys.append(try survey(name, view)) }
        let running = surveys.flatMap(\.worker.running)
        guard running.isEmpty else {
            throw OperationError(.stillRunning, "stop the workers first: \(running.joined(separator: ", "))")
        }
        let log = try OperationLog(settings)
        let operation = try log.record(
            "recover", target: "cluster \(view.clusterID), \(scope.rawValue)", reason: reason
        ) { _ throws(OperationError) in
            for survey in surveys { report.workers.append(try move(survey, view)) }
            return "\(report.movingLanes) lanes moved"
        }
        report.operation = operation.id
        return report
    }

    private func emptyReport(_ view: ClusterView, isApplied: Bool) -> RecoveryReport {
        var report = RecoveryReport(
            clusterID: view.clusterID, bootstrapServers: settings.kafka.properties["bootstrap.servers"] ?? "",
            scope: scope, isApplied: isApplied)
        report.wrongTopics = view.wrongTopics
        return report
    }

    /// A worker, and the lanes of it that are to move with their logs' first offsets.
    private struct Survey {
        var worker: RecoveryReport.Worker
        var moving: [(lane: Int32, firstOffset: Int64)] = []
    }

    private func survey(_ name: String, _ view: ClusterView) throws(OperationError) -> Survey {
        var survey = Survey(worker: RecoveryReport.Worker(name: name))
        let lanes = try databases.query(ReadLanes(), of: name)
        survey.worker.lanes = lanes.count
        survey.worker.running = try databases.query(ReadProcesses(), of: name).filter(\.isAlive).map(\.instance)
        let marks = try view.marks(of: name, lanes)
        for lane in lanes {
            guard let log = try view.log(of: lane.partition) else { continue }
            if lane.clusterID != view.clusterID {
                survey.worker.lanesOfAnotherCluster += 1
            } else if !(log.low...max(log.low, log.high)).contains(lane.nextOffset) {
                survey.worker.lanesOutOfLog += 1
            } else {
                if let mark = marks[lane.lane], mark > lane.lastSeq { survey.worker.lanesOlderThanKafka += 1 }
                continue
            }
            survey.moving.append((lane.lane, log.low))
            survey.worker.messagesToRead += log.high - log.low
        }
        for row in try databases.query(SurveyOutbox(lanes: survey.moving.map(\.lane), since: since), of: name) {
            survey.worker.rowsToPublish += scope == .retained ? row.kept : row.unpublished
            survey.worker.keptSince = [survey.worker.keptSince, row.keptSince].compactMap { $0 }.min()
        }
        return survey
    }

    private func move(_ survey: Survey, _ view: ClusterView) throws(OperationError) -> RecoveryReport.Worker {
        var worker = survey.worker
        guard !survey.moving.isEmpty else { return worker }
        let statement = MoveLanes(
            lanes: survey.moving.map(\.lane), firstOffsets: survey.moving.map(\.firstOffset),
            clusterID: view.clusterID, scope: scope, since: since)
        var configuration = settings.adminConnection(for: worker.name)
        configuration.searchPath = worker.name
        let moved = try asking(worker.name) { () throws(PostgresError) in
            let connection = try Connection.open(configuration)
            defer { connection.close() }
            return try connection.query(statement)
        }
        worker.rowsToPublish = moved.reduce(0, +)
        return worker
    }
}
