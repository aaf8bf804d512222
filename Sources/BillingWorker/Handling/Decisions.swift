import Lane
import Messages
import Payments

/// Decides over a batch's matters one after the other, in memory.
struct Decisions {
    /// What is known of the payments, the batch's own new rows included.
    private(set) var invoices: [PaymentID: Invoice]
    private(set) var attempts: [PaymentID: Attempt]
    /// Rows of the database that must be given their decision.
    private(set) var closed: Set<PaymentID> = []
    private(set) var changedAttempts: Set<PaymentID> = []
    /// Payments whose debit was new to the database and has not been met yet.
    private var fresh: Set<PaymentID>
    private let billers: [AccountID: Biller]
    private let retries: RetrySchedule
    private let batch: Batch<BillingMessage, BillerOutcome>

    init(
        invoices: [PaymentID: Invoice], fresh: Set<PaymentID>, attempts: [PaymentID: Attempt],
        billers: [AccountID: Biller], retries: RetrySchedule, batch: Batch<BillingMessage, BillerOutcome>
    ) {
        self.invoices = invoices
        self.fresh = fresh
        self.attempts = attempts
        self.billers = billers
        self.retries = retries
        self.batch = batch
    }

    mutating func decide(_ matter: Docket.Matter, item: Int) {
        switch matter {
        case .debit(let debit): begin(debit, item)
        case .ending(let payment, let call, let outcome): end(payment, call, outcome, item)
        }
    }

    // MARK: Debits

    private mutating func begin(_ debit: Docket.Debit, _ item: Int) {
        let message = debit.message
        guard let invoice = invoices[message.payment] else { return }
        guard invoice.isSame(as: message) else {
            batch.deadLetter(
                item, code: "idempotency_conflict", detail: "the payment was debited before with other content")
            return
        }
        let isNew = fresh.remove(message.payment) != nil
        if let event = invoice.event {
            // Paid at once, or a repetition of what was decided before.
            batch.emit(event, after: item)
        } else if isNew {
            ask(invoice, debit, item)
        }
    }

    private mutating func ask(_ invoice: Invoice, _ debit: Docket.Debit, _ item: Int) {
        guard let account = invoice.biller, let biller = billers[account] else {
            return close(invoice, .failed(.billerUnknown), item)
        }
        if let reason = biller.refusal(of: invoice) { return close(invoice, .failed(reason), item) }
        let attempt = Attempt(
            payment: invoice.payment, biller: account, endpoint: biller.endpoint, firstAt: batch.now)
        change(attempt)
        let instruction = invoice.instruction(endpoint: biller.endpoint, traceparent: debit.traceparent)
        batch.schedule(
            Call(
                kind: BillingWorker.callKind, key: invoice.payment.description, body: instruction.callBody(),
                dueAt: batch.now, place: .outside),
            after: item)
    }

    // MARK: Ended calls

    private mutating func end(_ payment: PaymentID, _ call: Call, _ outcome: BillerOutcome, _ item: Int) {
        // A late or repeated answer about a decided payment changes nothing.
        guard let invoice = invoices[payment], invoice.state == .open, var attempt = attempts[payment] else { return }
        attempt.record(outcome, at: batch.now)
        change(attempt)
        switch outcome {
        case .accepted(let receipt): close(invoice, .paid(receipt: receipt), item)
        case .refused(let reason): close(invoice, .failed(reason), item)
        case .unknown(let doubt): askAgain(invoice, attempt, call, doubt, item)
        }
    }

    private mutating func askAgain(
        _ invoice: Invoice, _ attempt: Attempt, _ call: Call, _ doubt: BillerDoubt, _ item: Int
    ) {
        var attempt = attempt
        var next = call
        next.attempt = max(call.attempt, call.mayHaveBeenSent ? 1 : 0) + (doubt.wasSent ? 1 : 0)
        next.recovered = false
        if next.attempt == 0 {
            // Nothing ever reached the biller, so what was announced meanwhile still counts.
            guard let biller = billers[attempt.biller] else { return close(invoice, .failed(.billerUnknown), item) }
            if let reason = biller.refusal(of: invoice) { return close(invoice, .failed(reason), item) }
            attempt.endpoint = biller.endpoint
            change(attempt)
        }
        let traceparent = BillerInstruction(callBody: call.body)?.traceparent
        next.body = invoice.instruction(endpoint: attempt.endpoint, traceparent: traceparent).callBody()
        var random = SystemRandomNumberGenerator()
        next.dueAt =
            batch.now
            + retries.delayMicroseconds(afterTries: attempt.tries, atLeast: doubt.retryAfter, random: &random)
        batch.schedule(next, after: item)
    }

    // MARK: Keeping

    private mutating func close(_ invoice: Invoice, _ state: Invoice.State, _ item: Int) {
        var invoice = invoice
        invoice.state = state
        invoices[invoice.payment] = invoice
        closed.insert(invoice.payment)
        if let event = invoice.event { batch.emit(event, after: item) }
    }

    private mutating func change(_ attempt: Attempt) {
        attempts[attempt.payment] = attempt
        changedAttempts.insert(attempt.payment)
    }
}
