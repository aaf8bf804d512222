import PaymentWorker
import Payments
import Postgres
import Settings

/// Finds the payments that are under way for too long, and why.
public struct StuckReader: Sendable {
    private let databases: Databases
    private let settings: Settings
    private let olderThan: Duration
    private let limit: Int

    public init(settings: Settings, olderThan: Duration = .seconds(600), limit: Int = 1_000) {
        self.settings = settings
        self.olderThan = olderThan
        self.limit = limit
        databases = Databases(settings)
    }

    public func read() throws(OperationError) -> StuckReport {
        let status = StatusReader(settings: settings).read()
        var report = StuckReport(at: status.at, olderThanSeconds: olderThan.components.seconds)
        report.errors = status.workers.compactMap(\.error) + (status.kafkaError.map { [$0] } ?? [])
        let before = Timestamp(
            microseconds: status.at.timestamp.microseconds - olderThan.wholeMilliseconds * 1_000)
        let stuck = try databases.query(Stuck(olderThan: before, limit: Int32(clamping: limit + 1)), of: "payment")
        report.isCut = stuck.count > limit
        let diagnosis = Diagnosis(status: status)
        report.payments = evidence(of: stuck.prefix(limit).map { $0 }, status).map { evidence in
            let (cause, detail) = diagnosis.cause(of: evidence)
            return StuckReport.Payment(
                payment: evidence.row.payment.description, kind: evidence.row.kind.rawValue,
                state: evidence.row.state.rawValue, since: Moment(evidence.row.since), waitsFor: cause.worker,
                cause: cause.code, why: cause.sentence, detail: detail, advice: cause.advice)
        }
        return report
    }

    private func evidence(of stuck: [Stuck.Row], _ status: StatusReport) -> [Evidence] {
        guard !stuck.isEmpty else { return [] }
        let payments = stuck.map(\.payment)
        var decisions: [PaymentID: DecisionsOf.Row] = [:]
        var invoices: [PaymentID: InvoicesOf.Row] = [:]
        var said: [String: [String: [(topic: String, isPublished: Bool?)]]] = [:]
        var letters: [String: [String: [DeadLettersOf.Row]]] = [:]
        var unread: Set<String> = []
        for worker in ["wallet", "billing", "payment"] {
            do throws(OperationError) {
                switch worker {
                case "wallet":
                    for row in try databases.query(DecisionsOf(payments: payments), of: worker) {
                        decisions[row.payment] = row
                    }
                case "billing":
                    for row in try databases.query(InvoicesOf(payments: payments), of: worker) {
                        invoices[row.payment] = row
                    }
                default: break
                }
                let lanes = status.workers.first { $0.name == worker }?.lanes ?? []
                for row in try databases.query(OutboxOf(payments: payments), of: worker) {
                    let published = lanes.first { $0.lane == row.lane }?.publishedSeq
                    said[row.payment, default: [:]][worker, default: []].append(
                        (row.topic, published.map { row.seq <= $0 }))
                }
                for row in try databases.query(DeadLettersOf(payments: payments), of: worker) {
                    letters[row.payment, default: [:]][worker, default: []].append(row)
                }
            } catch {
                unread.insert(worker)
            }
        }
        return stuck.map { row in
            var evidence = Evidence(row)
            evidence.decision = decisions[row.payment]
            evidence.invoice = invoices[row.payment]
            evidence.said = said[row.payment.description] ?? [:]
            evidence.letters = letters[row.payment.description] ?? [:]
            evidence.unread = unread
            return evidence
        }
    }
}
