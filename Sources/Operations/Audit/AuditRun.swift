import BillingWorker
import Kafka
import PaymentWorker
import Postgres
import Settings
import WalletWorker
import WebhookWorker

/// Proves from the workers' tables that no money was made, lost or moved twice, and that nothing was forgotten. On a
/// live system too: it reads one moment of it.
public struct AuditRun: Sendable {
    private let databases: Databases
    private let kafka: ClientConfiguration?
    private let owners: [SchemaOwner]
    private let grace: Duration

    /// - Parameters:
    ///   - asksKafka: for how far the lanes are; without it, what is still on its way cannot be told from what is lost.
    ///   - grace: the longest that publishing may take, where lanes are at work.
    public init(
        settings: Settings, asksKafka: Bool = true, grace: Duration = .seconds(60),
        owners: [SchemaOwner] = SchemaOwner.all
    ) {
        databases = Databases(settings)
        kafka = asksKafka ? settings.kafka : nil
        self.owners = owners
        self.grace = grace
    }

    public func run() throws(OperationError) -> AuditReport {
        let started = ContinuousClock.now
        // Asked before the snapshot is taken: nothing may delay what comes between the snapshot and the lanes' ends.
        var view: KafkaView?
        if let kafka { view = try KafkaView(kafka) }
        let snapshot = try Snapshot(databases)
        defer { snapshot.close() }
        let at = Moment.now()
        var findings = AuditFindings()
        let horizon = try LaneSurvey(snapshot, view, owners, grace: grace).run(&findings)
        try checkEachWorker(snapshot, horizon, &findings)
        let payments = try checkTogether(snapshot, horizon, &findings)
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        return AuditReport(
            at: at, isOneMoment: snapshot.isOneMoment, payments: payments, checks: findings.checks,
            findings: findings.kept, seconds: Double(seconds) + Double(attoseconds) / 1e18)
    }

    private func checkEachWorker(
        _ snapshot: Snapshot, _ horizon: Horizon, _ findings: inout AuditFindings
    ) throws(OperationError) {
        let limit = AuditFindings.keptOfEach
        for found in try snapshot.query(LedgerAudit(limit: limit), of: "wallet") {
            findings.add(.ledger, rule: found.check, found.subject, found.detail)
        }
        let payments = PaymentAudit(settledBefore: horizon.timestamp, limit: Int32(limit))
        for found in try snapshot.query(payments, of: "payment") {
            findings.add(.payments, rule: found.check, found.subject, found.detail)
        }
        for found in try snapshot.query(BillingAudit(limit: Int32(limit)), of: "billing") {
            findings.add(.billing, rule: found.check, found.subject, found.detail)
        }
        for found in try snapshot.query(WebhookAudit(limit: Int32(limit)), of: "webhook") {
            findings.add(.webhooks, rule: found.check, found.subject, found.detail)
        }
    }

    /// - Returns: how many payments there are.
    private func checkTogether(
        _ snapshot: Snapshot, _ horizon: Horizon, _ findings: inout AuditFindings
    ) throws(OperationError) -> Int64 {
        var checks = FileChecks(horizon: horizon, isOneMoment: snapshot.isOneMoment)
        var payments: Int64 = 0
        let files = PaymentFiles(snapshot)
        while let file = try files.next() {
            payments += 1
            checks.check(file, &findings)
        }
        switch horizon {
        case .everything:
            checks.checkClearing(&findings)
        case .before:
            findings.skip(.clearingIsInFlight, because: "lanes are at work: messages are on their way")
        case .unknown(let reason):
            findings.skip(.clearingIsInFlight, because: reason)
            findings.skip(.nothingForgotten, because: reason)
        }
        return payments
    }
}
