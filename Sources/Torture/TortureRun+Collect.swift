import BillerSimulator
import FoundationEssentials
import Operations
import PaymentWorker
import Postgres
import WalletWorker

extension TortureRun {
    /// Gathers what the run left behind.
    func collect(isQuiet: Bool) throws -> History {
        let cancelled = try sessions.query("payment", ReadCancelled()).compactMap { traffic.wantedBack[$0] }
        var history = History(expectation: traffic.expectation(cancelled: cancelled))
        history.cancelled = Set(cancelled.map(\.id.description))
        guard let cursors = sessions.cursors() else {
            throw TortureError(.notReady, "the workers' cursors cannot be read; logs: \(configuration.directory)")
        }
        finalCursors = cursors
        history.isTransactional = configuration.bootstrapServers != nil
        history.finalPayments = sessions.finalPayments() ?? 0
        history.unexpectedEnds = fleet.unexpectedEnds
        history.deadly = deadly.outcomes
        history.unwatched = witness.losses + missingLines() + missedStages()
        if !isQuiet { history.unwatched.append("the system did not come to rest within \(configuration.patience)") }
        history.deadLetters = witness.deadLetters
        history.expectedDeadLetters = traffic.expectedDeadLetters(copies: witness.inputs)
        history.events = witness.events
        history.billers = simulator.report().payments
        history.mails = mail.mails
        history.notices = endpoints.notices
        history.expectedNotices = traffic.endpoints.notices(cancelled: cancelled)
        try collectLedger(into: &history)
        history.advances = try sessions.advances()
        try collectOutboxes(into: &history)
        try collectAudit(into: &history)
        return history
    }

    private func collectLedger(into history: inout History) throws {
        let accounts = history.expectation.balances.keys.map(\.text)
        for balance in try sessions.query("wallet", BalancesOf(accounts)) {
            history.balances[balance.account] = balance.balanceMinor
        }
        for row in try sessions.query("payment", CountByState()) {
            let label = row.state.rawValue + (row.reason.map { "/" + $0.rawValue } ?? "")
            history.states[row.kind.rawValue, default: [:]][label, default: 0] += Int(row.count)
        }
    }

    private func collectOutboxes(into history: inout History) throws {
        for (worker, cursors) in finalCursors {
            for cursor in cursors {
                history.lanes.append(
                    History.Lane(worker: worker, lane: cursor.lane, lastSeq: cursor.lastSeq, halted: cursor.halted))
                var after: Int64 = 0
                while true {
                    let rows = try sessions.query(worker, ReadOutbox(lane: cursor.lane, after: after))
                    for row in rows {
                        let id = History.EventID(worker: worker, lane: cursor.lane, seq: row.seq)
                        history.outbox[id] = History.Decided(topic: row.topic, content: row.content)
                    }
                    guard let last = rows.last else { break }
                    after = last.seq
                }
            }
        }
    }

    private func collectAudit(into history: inout History) throws {
        let report = try AuditRun(settings: settings).run()
        history.auditFindings = report.findings.map { "\($0.check): \($0.subject): \($0.detail)" } + patrol.findings
        history.auditSkipped = report.checks.filter { $0.verdict == .skipped }.map { "\($0.name): \($0.note ?? "")" }
    }

    private func missingLines() -> [String] {
        let missing = traffic.published.reduce(0) { $0 + max(0, $1.value - (witness.inputs[$1.key] ?? 0)) }
        return missing == 0 ? [] : ["\(missing) published lines are on no topic"]
    }

    private func missedStages() -> [String] {
        configuration.stages.sorted { $0.key < $1.key }.flatMap { worker, stages in
            let met = fleet.stageDeaths[worker]?.count ?? 0
            return stages.dropFirst(met).map { "\(worker) never came by the stage \($0.rawValue)" }
        }
    }
}
