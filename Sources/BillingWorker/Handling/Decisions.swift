import Lane
import Messages
import Payments

/// Decides over a batch's matters one after the other, in memory.
struct Decisions {
    /// What is known of the payments, the batch's own new rows included.
    private(set) var invoices: [PaymentID: Invoice]
    private(set) var attempts: [PaymentID: Attempt]
    /// Payments that are to be cancelled.
    private(set) var cancelled: Set<PaymentID>
    /// Rows of the database that must be given their decision.
    private(set) var closed: Set<PaymentID> = []
    private(set) var changedAttempts: Set<PaymentID> = []
    private(set) var newlyCancelled: Set<PaymentID> = []
    /// Cancelled while a call that may order them is under way, or waits for its turn.
    var recalled: Set<PaymentID> = []
    /// Payments whose debit was new to the database and has not been met yet.
    private(set) var fresh: Set<PaymentID>
    let billers: [AccountID: Biller]
    /// Presented bills that are paid, each with the payment that did it.
    private(set) var paidBills: [BillName: PaymentID]
    let retries: RetrySchedule
    let unseenAfter: Duration
    let batch: Batch<BillingMessage, BillerOutcome>

    init(
        invoices: [PaymentID: Invoice], fresh: Set<PaymentID>, attempts: [PaymentID: Attempt],
        cancelled: Set<PaymentID>, billers: [AccountID: Biller], paidBills: [BillName: PaymentID],
        worker: BillingWorker, batch: Batch<BillingMessage, BillerOutcome>
    ) {
        self.invoices = invoices
        self.fresh = fresh
        self.attempts = attempts
        self.cancelled = cancelled
        self.billers = billers
        self.paidBills = paidBills
        self.retries = worker.retries
        self.unseenAfter = worker.unseenAfter
        self.batch = batch
    }

    mutating func decide(_ matter: Docket.Matter, item: Int) {
        switch matter {
        case .debit(let debit): begin(debit, item)
        case .ending(let payment, let call, let outcome): end(payment, call, outcome, item)
        case .retry(let payment, let call): retry(payment, call, item)
        case .cancellation(let payment, let call): cancel(payment, call, item)
        case .decision(let request): decide(request, item)
        }
    }

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
        if cancelled.contains(invoice.payment) { return close(invoice, .failed(.cancelled), item) }
        if let name = invoice.billName, let payment = paidBills[name], payment != invoice.payment {
            return close(invoice, .failed(.alreadyPaid), item)
        }
        guard let account = invoice.biller, let biller = billers[account] else {
            return close(invoice, .failed(.billerUnknown), item)
        }
        if let reason = biller.refusal(of: invoice) { return close(invoice, .failed(reason), item) }
        var attempt = Attempt(
            payment: invoice.payment, biller: account, endpoint: biller.endpoint, firstAt: batch.now)
        attempt.isUnderWay = true
        change(attempt)
        let instruction = invoice.instruction(endpoint: biller.endpoint, traceparent: debit.traceparent)
        batch.schedule(
            Call(
                kind: BillingWorker.payKind, key: invoice.payment.description, body: instruction.callBody(),
                dueAt: batch.now, place: .outside),
            after: item)
    }

    // MARK: Keeping

    mutating func close(_ invoice: Invoice, _ state: Invoice.State, _ item: Int) {
        var invoice = invoice
        invoice.state = state
        invoices[invoice.payment] = invoice
        closed.insert(invoice.payment)
        if let event = invoice.event { batch.emit(event, after: item) }
    }

    mutating func change(_ attempt: Attempt) {
        attempts[attempt.payment] = attempt
        changedAttempts.insert(attempt.payment)
    }

    mutating func remember(_ payment: PaymentID) {
        if cancelled.insert(payment).inserted { newlyCancelled.insert(payment) }
    }
}
