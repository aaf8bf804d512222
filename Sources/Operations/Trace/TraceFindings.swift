import BillingWorker
import NotificationWorker
import PaymentWorker
import Payments
import WalletWorker
import WebhookWorker

/// What was found of a payment so far, turned into steps of one timeline.
struct TraceFindings {
    let payment: PaymentID
    var summary: TraceReport.Summary?
    var entries: [TraceReport.Entry] = []
    private(set) var traceID: String?
    private var steps: [TraceReport.Step] = []

    init(payment: PaymentID) {
        self.payment = payment
    }

    /// By time; of one moment, in the order in which they were found, which is the order of a payment's way.
    var sortedSteps: [TraceReport.Step] {
        steps.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    mutating func add(_ transfer: TransfersOf.Transfer) {
        var detail = transfer.kind.rawValue
        if let moved = transfer.movement {
            let amount = Money(amountMinor: moved.amountMinor, currency: moved.currency)
            detail = "\(amount) from \(moved.debit) to \(moved.credit)"
        }
        if let reason = transfer.reason { detail += ", \(reason.rawValue)" }
        add(Moment(transfer.at), "wallet", transfer.outcome, detail)
    }

    mutating func add(_ invoice: InvoiceOf.Row) {
        let asked = invoice.biller.map { "to ask \($0)" } ?? "nobody to ask"
        add(Moment(invoice.createdAt), "billing", "invoice", asked)
        if let lastTryAt = invoice.lastTryAt, let tries = invoice.tries {
            var detail = invoice.lastCode ?? "answered"
            if let endpoint = invoice.endpoint { detail += " at \(endpoint)" }
            if let suspicious = invoice.suspicious { detail += ", suspicious: \(suspicious)" }
            add(Moment(lastTryAt), "billing", tries == 1 ? "1 try" : "\(tries) tries", detail)
        }
        if let decidedAt = invoice.decidedAt {
            let receipt = invoice.receipt.map { "receipt \($0)" }
            let decider = invoice.isDecidedByOperator ? "decided by an operator" : nil
            add(
                Moment(decidedAt), "billing", invoice.state,
                [decider, invoice.reason ?? receipt].compactMap { $0 }.joined(separator: ", "))
        }
    }

    mutating func addCancellation(_ askedAt: Timestamp) {
        add(Moment(askedAt), "billing", "heard cancel", "to be cancelled, if it still can be")
    }

    mutating func add(_ row: FindPayment.Row) {
        summary = TraceReport.Summary(
            state: row.state.rawValue, kind: row.kind.rawValue, payer: row.payer.text, payee: row.payee.text,
            amount: Amount(row.amountMinor, row.currency), reason: row.reason?.rawValue,
            requestedAt: row.requestedAt.map(Moment.init), since: Moment(row.since), updatedAt: Moment(row.updatedAt),
            payerWasTold: row.payerWasTold, payeeWasTold: row.payeeWasTold, contradictions: row.contradictions)
    }

    mutating func add(_ event: Timeline.Row) {
        let doubt = event.contradictions.isEmpty ? "" : "contradicts: \(event.contradictions.joined(separator: ", "))"
        add(
            Moment(event.at), "payment", "heard \(event.event.rawValue)", doubt,
            place: "\(event.topic)/\(event.partition)@\(event.offset)")
    }

    mutating func add(_ mail: MailsOfPayment.Row) {
        add(Moment(mail.createdAt), "notification", "mail asked for", "\(mail.kind) to \(mail.recipient)")
        guard mail.state != "queued" || mail.attempts > 0 else { return }
        var detail = "\(mail.kind) to \(mail.recipient), attempts \(mail.attempts)"
        if let code = mail.code { detail += ", \(code)" }
        add(Moment(mail.updatedAt), "notification", "mail \(mail.state)", detail)
    }

    mutating func add(_ delivery: DeliveriesOfPayment.Row) {
        let told = "\(delivery.event) to \(delivery.endpoint)"
        add(Moment(delivery.createdAt), "webhook", "delivery asked for", told)
        guard delivery.attempts > 0 || delivery.code != nil else { return }
        let code = delivery.code.map { ", \($0)" } ?? ""
        add(
            Moment(delivery.updatedAt), "webhook", "delivery \(delivery.state)",
            "\(told), attempts \(delivery.attempts)\(code)")
    }

    mutating func add(_ call: CallsOf.Row, of worker: String) {
        let attempt = "attempt \(call.attempt)" + (call.isOutside ? ", outside" : "")
        add(call.dueAt, worker, "due: \(call.kind)", attempt)
    }

    mutating func add(_ row: OutboxOf.Row, of worker: String, isPublished: Bool?) {
        let state =
            switch isPublished {
            case true?: ""
            case false?: "not yet published"
            case nil: "perhaps not yet published"
            }
        if traceID == nil, let traceparent = row.traceparent, traceparent.utf8.count == 55 {
            traceID = String(traceparent.dropFirst(3).prefix(32))
        }
        let key = row.key == payment.description ? "" : "key \(row.key)"
        add(
            row.at, worker, "says \(row.topic)", [key, state].filter { !$0.isEmpty }.joined(separator: ", "),
            place: "\(row.lane)-\(row.seq)",
            isPublished: isPublished)
    }

    mutating func add(_ letter: DeadLettersOf.Row, of worker: String) {
        let attempts = letter.attempts == "1" ? "" : "\(letter.attempts) attempts, "
        add(
            letter.at, worker, "dead letter", "\(letter.reason), \(attempts)\(letter.lane)-\(letter.seq)",
            place: letter.origin)
    }

    private mutating func add(
        _ at: Moment, _ worker: String, _ what: String, _ detail: String, place: String? = nil, isPublished: Bool? = nil
    ) {
        steps.append(
            TraceReport.Step(
                at: at, worker: worker, what: what, detail: detail, place: place, isPublished: isPublished))
    }
}
