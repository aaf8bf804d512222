import BillingWorker
import NotificationWorker
import PaymentWorker
import Payments
import Postgres
import Settings
import WalletWorker
import WebhookWorker

/// Follows a payment through every worker's database.
public struct TraceReader: Sendable {
    private let databases: Databases
    private let settings: Settings

    public init(settings: Settings) {
        self.settings = settings
        databases = Databases(settings)
    }

    /// - Parameter asksKafka: for what is published. Without it, that of recent messages is not known.
    public func trace(_ payment: PaymentID, asksKafka: Bool = true) -> TraceReport {
        var findings = TraceFindings(payment: payment)
        var errors: [String] = []
        var view: KafkaView?
        if asksKafka { view = try? KafkaView(settings.kafka, timeoutMilliseconds: 3_000) }
        for worker in Databases.workers {
            do throws(OperationError) {
                let connection = try databases.open(worker)
                defer { connection.close() }
                try asking(worker) { () throws(PostgresError) in
                    try read(payment, of: worker, connection, into: &findings)
                }
                try readOutbox(payment, of: worker, connection, view, into: &findings)
            } catch {
                errors.append(error.detail)
            }
        }
        return TraceReport(
            payment: payment.description, summary: findings.summary, traceID: findings.traceID,
            timeline: findings.sortedSteps, entries: findings.entries, errors: errors)
    }

    private func read(
        _ payment: PaymentID, of worker: String, _ connection: Connection, into findings: inout TraceFindings
    ) throws(PostgresError) {
        switch worker {
        case "wallet":
            for transfer in try connection.query(TransfersOf(payment)) { findings.add(transfer) }
            findings.entries = try connection.query(EntriesOf(payment: payment))
        case "billing":
            for invoice in try connection.query(InvoiceOf(payment: payment)) { findings.add(invoice) }
            for askedAt in try connection.query(CancellationOf(payment: payment)) { findings.addCancellation(askedAt) }
        case "payment":
            if let row = try connection.query(FindPayment(payment: payment)).first { findings.add(row) }
            for event in try connection.query(Timeline(payment: payment)) { findings.add(event) }
        case "webhook":
            for delivery in try connection.query(DeliveriesOfPayment(payment: payment)) { findings.add(delivery) }
        default:
            for mail in try connection.query(MailsOfPayment(payment: payment)) { findings.add(mail) }
        }
        for call in try connection.query(CallsOf(payment: payment)) { findings.add(call, of: worker) }
    }

    private func readOutbox(
        _ payment: PaymentID, of worker: String, _ connection: Connection, _ view: KafkaView?,
        into findings: inout TraceFindings
    ) throws(OperationError) {
        let (rows, letters) = try asking(worker) { () throws(PostgresError) in
            (
                try connection.query(OutboxOf(payments: [payment])),
                try connection.query(DeadLettersOf(payments: [payment]))
            )
        }
        for letter in letters { findings.add(letter, of: worker) }
        guard !rows.isEmpty else { return }
        let used = Set(rows.map(\.lane))
        let lanes = try asking(worker) { () throws(PostgresError) in
            try connection.query(ReadLanes()).filter { used.contains($0.lane) }
        }
        let marks = view.flatMap { try? $0.published(of: worker, lanes) } ?? [:]
        for row in rows {
            let known = max(lanes.first { $0.lane == row.lane }?.publishedSeq ?? 0, marks[row.lane] ?? 0)
            let isPublished: Bool? = row.seq <= known ? true : marks[row.lane] == nil ? nil : false
            findings.add(row, of: worker, isPublished: isPublished)
        }
    }
}
