import Kafka
import Messages
import Payments
import Postgres
import Settings

/// Shows open invoices, and has billing decide one whose outcome is not known: by a message on a topic of billing's,
/// never by writing to its tables. Billing has the last word.
public struct InvoiceDesk {
    public typealias Decision = DecisionRequested.Outcome

    private let settings: Settings
    private let databases: Databases

    public init(settings: Settings) {
        self.settings = settings
        databases = Databases(settings)
    }

    public func list(limit: Int = 100) throws(OperationError) -> InvoiceReport {
        InvoiceReport(
            at: .now(),
            invoices: try databases.query(InvoiceStandings(limit: Int32(clamping: limit)), of: "billing"))
    }

    /// Looks and changes nothing.
    ///
    /// - Throws: `unknown_target` when there is no such invoice, or its outcome is not for operators to decide.
    public func plan(_ payment: PaymentID, _ decision: Decision) throws(OperationError) -> InvoiceDecisionReport {
        guard let invoice = try databases.query(InvoiceStandings.Single(payment: payment), of: "billing").first else {
            throw OperationError(.unknownTarget, "billing knows no payment \(payment)")
        }
        var report = InvoiceDecisionReport(
            payment: invoice.payment, amountMinor: invoice.amountMinor, currency: invoice.currency,
            payer: invoice.payer, payee: invoice.payee, decision: decision.rawValue, outcome: .planned)
        if invoice.kind != "transfer", invoice.state == decision.rawValue {
            report.outcome = .decidedBefore
            return report
        }
        if let obstacle = invoice.obstacle {
            throw OperationError(.unknownTarget, "payment \(payment) is not to be decided: \(obstacle)")
        }
        return report
    }

    /// Asks billing for it, and waits for what it makes of that.
    ///
    /// - Parameter patience: how long to wait; what was asked for is done later all the same.
    public func decide(
        _ payment: PaymentID, _ decision: Decision, receipt: String? = nil, reason: String,
        patience: Duration = .seconds(15)
    ) throws(OperationError) -> InvoiceDecisionReport {
        var report = try plan(payment, decision)
        guard report.outcome == .planned else { return report }
        let log = try OperationLog(settings)
        let operation = try log.record(
            "invoice decide", target: "payment \(payment) as \(decision.rawValue)", reason: reason
        ) { _ throws(OperationError) in
            let asked = Moment.now()
            let request = DecisionRequested(payment: payment, outcome: decision, receipt: receipt)
            try OperatorMessage.publish(request, settings.kafka)
            try follow(payment, since: asked, patience, &report)
            return report.detail.map { "\(report.outcome.rawValue): \($0)" } ?? report.outcome.rawValue
        }
        report.operation = operation.id
        return report
    }

    /// Until billing has decided, or given the message up.
    private func follow(
        _ payment: PaymentID, since asked: Moment, _ patience: Duration, _ report: inout InvoiceDecisionReport
    ) throws(OperationError) {
        let connection = try databases.open("billing")
        defer { connection.close() }
        let wanted = report.decision
        let answer = try OperatorMessage.follow(within: patience) { () throws(OperationError) -> String? in
            let (invoice, letters) = try asking("billing") { () throws(PostgresError) in
                (
                    try connection.query(InvoiceStandings.Single(payment: payment)).first,
                    try connection.query(DeadLettersOf(payments: [payment]))
                )
            }
            // The biller's own word may have been faster.
            if let state = invoice?.state, state != "open" { return state == wanted ? "" : "already_decided" }
            return letters.last { $0.topic == "\(DecisionRequested.topic).dlq" && $0.at >= asked }?.reason
        }
        report.outcome = answer.map { $0.isEmpty ? .decided : .refused } ?? .pending
        report.detail = answer.flatMap { $0.isEmpty ? nil : $0 }
    }
}
