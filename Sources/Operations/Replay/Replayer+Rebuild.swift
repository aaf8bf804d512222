import Messages
import PaymentWorker
import Payments
import Postgres
import Settings

/// The read side built anew, against the live one.
public struct RebuildReport: Sendable, Encodable {
    /// What `--resume` takes.
    public let id: String
    public let messages: Int64
    public let unreadable: Int64
    /// Payments that the topics tell of.
    public internal(set) var rebuilt: Int64 = 0
    /// Taken over as they are, because the topics no longer tell all of them.
    public internal(set) var kept: Int64 = 0
    /// Of the rebuilt: the live side does not have them.
    public internal(set) var added: Int64 = 0
    /// Of the rebuilt: the live side has another state, or other facts.
    public internal(set) var changed: Int64 = 0
    public internal(set) var firstChanges: [String] = []
    public internal(set) var isSwapped = false
    public internal(set) var isStopped = false

    public var status: ExitStatus { isStopped ? .found : .done }
}

extension Replayer {
    /// Builds beside the live side, shows the difference, and swaps when `approve` says so.
    /// - Parameters:
    ///   - resuming: an earlier one's id.
    ///   - isDryRun: throws what was built away.
    ///   - approve: with the difference.
    public func rebuild(
        resuming: PaymentID? = nil, reason: String, isDryRun: Bool, options: ReplayOptions, stop: StopRequest,
        onProgress: (ReplayProgress) -> Void = { _ in }, approve: (RebuildReport) -> Bool
    ) throws(OperationError) -> RebuildReport {
        let rebuild = try Rebuild(settings)
        let operation = try log.begin(
            resuming == nil ? "replay rebuild" : "replay resume",
            target: resuming.map { "replay \($0)" } ?? "payment read side\(isDryRun ? ", dry run" : "")", reason: reason
        )
        do throws(OperationError) {
            let journal =
                if let resuming {
                    try ReplayJournal(resuming: resuming, clusterID: planner.clusterID, log: log)
                } else {
                    try ReplayJournal(
                        .rebuild, try rebuildPlan(), clusterID: planner.clusterID, operation: operation, log: log)
                }
            try rebuild.prepare(replay: journal.id, journal.plan.parts)
            var report = try build(rebuild, journal, options, stop, onProgress)
            if !report.isStopped {
                report = try compared(report, rebuild)
                if !isDryRun, approve(report) {
                    try swap(rebuild)
                    report.isSwapped = true
                }
                if isDryRun { try drop(rebuild) }
                try journal.note([:], published: report.messages, isDone: isDryRun || report.isSwapped)
            }
            let outcome = report.isSwapped ? "swapped" : isDryRun ? "dry run" : "not swapped"
            try operation.end(
                report.isSwapped || isDryRun && !report.isStopped ? .done : .stopped,
                "\(report.messages) messages, \(report.changed) changed, \(report.added) added, \(outcome)")
            return report
        } catch {
            try? operation.end(.failed, error.code)
            throw error
        }
    }

    /// Everything that is on the topics that the payment worker reads.
    private func rebuildPlan() throws(OperationError) -> ReplayPlan {
        var selection = ReplaySelection()
        selection.topics = PaymentWorker().inputs
        return try planner.plan(selection)
    }

    private func build(
        _ rebuild: Rebuild, _ journal: ReplayJournal, _ options: ReplayOptions, _ stop: StopRequest,
        _ onProgress: (ReplayProgress) -> Void
    ) throws(OperationError) -> RebuildReport {
        let started = ContinuousClock.now
        let total = try rebuild.distance()
        var pace = Pace(perSecond: options.perSecond)
        var progress = ReplayProgress(
            id: journal.id, mode: .rebuild, published: 0, covered: 0, planned: total)
        // What comes meanwhile is read too, until little is left for the moment of the swap.
        for _ in 0..<20 {
            try rebuild.catchUp { count in
                progress.published += Int64(count)
                progress.covered = min(total, progress.covered + Int64(count))
                let (seconds, attoseconds) = (ContinuousClock.now - started).components
                progress.seconds = Double(seconds) + Double(attoseconds) / 1e18
                onProgress(progress)
                pace.wait(after: count, unless: stop)
                return !stop.isSet
            }
            if stop.isSet { break }
            if try rebuild.distance() < 2_000 { break }
        }
        var report = RebuildReport(id: journal.id, messages: rebuild.messages, unreadable: rebuild.unreadable)
        report.isStopped = stop.isSet
        return report
    }

    private func compared(_ report: RebuildReport, _ rebuild: Rebuild) throws(OperationError) -> RebuildReport {
        var report = report
        let row = try asking("payment") { () throws(PostgresError) in
            try rebuild.connection.execute(script: RebuildScript.findKept)
            return try rebuild.connection.query(CompareReadSides()).first
        }
        guard let row else { return report }
        report.rebuilt = row.rebuilt
        report.kept = row.kept
        report.added = row.added
        report.changed = row.changed
        report.firstChanges = row.firstChanges
        return report
    }

    /// One transaction: the live worker's batches wait, the rest is read, what only the live side knows is taken over,
    /// the tables change places.
    private func swap(_ rebuild: Rebuild) throws(OperationError) {
        let transaction = try asking("payment") { () throws(PostgresError) in
            try rebuild.connection.execute(script: RebuildCatalogue.prepare)
            return try rebuild.connection.begin()
        }
        do throws(OperationError) {
            try asking("payment") { () throws(PostgresError) in _ = try transaction.query(HoldLiveLanes()) }
            try rebuild.catchUp(in: transaction)
            try asking("payment") { () throws(PostgresError) in
                try transaction.execute(script: RebuildScript.findKept, label: "rebuild: keep")
                try transaction.execute(script: RebuildScript.merge, label: "rebuild: merge")
                try transaction.execute(script: RebuildCatalogue.rights, label: "rebuild: rights")
                try transaction.execute(script: RebuildScript.swap, label: "rebuild: swap")
                try transaction.commit()
            }
        } catch {
            transaction.rollback()
            throw error
        }
    }

    private func drop(_ rebuild: Rebuild) throws(OperationError) {
        try asking("payment") { () throws(PostgresError) in
            try rebuild.connection.execute(script: "DROP SCHEMA IF EXISTS payment_rebuild CASCADE")
        }
    }
}

extension RebuildReport {
    public func lines(paint: Paint) -> [String] {
        if isStopped {
            return ["\(messages.grouped) messages read; stopped. Go on with: giro replay --resume \(id)"]
        }
        var lines = [
            "\(messages.grouped) messages read, \(unreadable.grouped) of them cannot be read",
            "\(rebuilt.grouped) payments are on the topics, \(kept.grouped) are kept as they are",
            "\(changed.grouped) differ from the live read side, \(added.grouped) are not in it",
        ]
        if !firstChanges.isEmpty { lines += ["", "Would change, first of all:"] + firstChanges.map { "  " + $0 } }
        return lines
    }
}
