import CloudEvents
import Kafka
import Payments
import Postgres
import Settings

/// Plans, forecasts, runs and resumes replays.
public final class Replayer {
    let settings: Settings
    let databases: Databases
    let log: OperationLog
    let planner: ReplayPlanner

    /// - Throws: `kafka_unavailable`, `database_unavailable`, `database_refused`.
    public init(_ settings: Settings) throws(OperationError) {
        self.settings = settings
        databases = Databases(settings)
        log = try OperationLog(settings)
        planner = try ReplayPlanner(settings.kafka)
    }

    /// What the replay would do. Changes nothing.
    public func forecast(
        _ mode: ReplayMode, _ selection: ReplaySelection, stop: StopRequest = StopRequest()
    ) throws(OperationError) -> ReplayForecast {
        let forecaster = Forecaster(mode, selection, EffectLookup(databases))
        try source(mode, try plan(mode, selection), each: nil).read { message throws(OperationError) in
            try forecaster.add(
                topic: message.topic, type: message.type, value: message.value,
                timestampMilliseconds: message.timestampMilliseconds)
            return !stop.isSet
        }
        return try forecaster.finish()
    }

    /// Writes the replay down and runs it to its end, or until it is stopped.
    public func run(
        _ mode: ReplayMode, _ selection: ReplaySelection, reason: String, options: ReplayOptions, stop: StopRequest,
        onProgress: (ReplayProgress) -> Void = { _ in }
    ) throws(OperationError) -> ReplayProgress {
        let plan = try plan(mode, selection)
        let operation = try log.begin("replay \(mode.rawValue)", target: selection.summary, reason: reason)
        return try ending(operation) { () throws(OperationError) in
            let journal = try ReplayJournal(
                mode, plan, clusterID: planner.clusterID, operation: operation, log: log)
            return try self.run(journal, options, stop, onProgress)
        }
    }

    /// Goes on with one that was stopped, failed or cut short. Messages since the last word of its progress, a second's
    /// worth, go out once more.
    public func resume(
        _ id: PaymentID, reason: String, options: ReplayOptions, stop: StopRequest,
        onProgress: (ReplayProgress) -> Void = { _ in }
    ) throws(OperationError) -> ReplayProgress {
        let journal = try ReplayJournal(resuming: id, clusterID: planner.clusterID, log: log)
        let operation = try log.begin("replay resume", target: "replay \(id)", reason: reason)
        return try ending(operation) { () throws(OperationError) in
            try self.run(journal, options, stop, onProgress)
        }
    }

    /// What a replay that was begun does.
    /// - Throws: `unknown_replay`.
    public func mode(of id: PaymentID) throws(OperationError) -> ReplayMode {
        let statement = FindReplay(id: UUIDBits(high: id.high, low: id.low))
        let found = try asking(Settings.operationsSchema) { () throws(PostgresError) in
            try log.connection.query(statement).first
        }
        guard let mode = found.flatMap({ ReplayMode(rawValue: $0.mode) }) else {
            throw OperationError(.unknownReplay, "no replay has the id \(id)")
        }
        return mode
    }

    private func ending(
        _ operation: LoggedOperation, _ body: () throws(OperationError) -> ReplayProgress
    ) throws(OperationError) -> ReplayProgress {
        do throws(OperationError) {
            let progress = try body()
            try operation.end(progress.isDone ? .done : .stopped, "\(progress.published) messages")
            return progress
        } catch {
            try? operation.end(.failed, error.code)
            throw error
        }
    }

    private func plan(_ mode: ReplayMode, _ selection: ReplaySelection) throws(OperationError) -> ReplayPlan {
        switch mode {
        case .reapply: try planner.plan(selection)
        case .republish: try OutboxPlanner(settings, databases).plan(selection)
        case .rebuild: throw OperationError(.misuse, "a rebuild selects no messages")
        }
    }

    private func source(
        _ mode: ReplayMode, _ plan: ReplayPlan, each id: String?
    ) throws(OperationError) -> any ReplaySource {
        switch mode {
        case .republish: try OutboxSource(plan, databases, replay: id)
        default: try LogSource(plan, settings.kafka, replay: id)
        }
    }

    private func run(
        _ journal: ReplayJournal, _ options: ReplayOptions, _ stop: StopRequest,
        _ onProgress: (ReplayProgress) -> Void
    ) throws(OperationError) -> ReplayProgress {
        let plan = journal.remaining
        let run = ReplayRun(
            journal: journal, producer: try CopyProducer(settings.kafka),
            lag: try LagGuard(
                databases, settings.kafka, topics: journal.plan.parts.map(\.topic), maximum: options.maximumLag),
            perSecond: options.perSecond, stop: stop)
        try source(journal.mode, plan, each: journal.id).read { message throws(OperationError) in
            try run.take(message, onProgress)
            return !stop.isSet
        }
        return try run.finish(onProgress)
    }
}
