import Lane
import Payments

/// Cancellations.
///
/// | the invoice | then |
/// |---|---|
/// | is not there yet | it is remembered, and fails when the debit comes |
/// | a call is under way | its result decides, and nothing is ordered after it; one that still waits orders nothing |
/// | was certainly never ordered | fails at once |
/// | may have been ordered | is asked about, never ordered again; fails when the biller has never seen it |
/// | is decided | too late, and nothing changes |
extension Decisions {
    /// - Parameter call: looks once more; nil for the message itself.
    mutating func cancel(_ payment: PaymentID, _ call: Call?, _ item: Int) {
        guard let invoice = invoices[payment], !fresh.contains(payment) else {
            remember(payment)
            return lookAgain(payment, call, item)
        }
        guard invoice.kind != .transfer else {
            if call == nil {
                batch.deadLetter(item, code: "not_cancellable", detail: "a transfer is paid with its debit")
            }
            return
        }
        remember(payment)
        guard invoice.state == .open, let attempt = attempts[payment] else { return }
        if attempt.isUnderWay {
            recalled.insert(payment)
        } else if attempt.orderedAt == nil {
            close(invoice, .failed(.cancelled), item)
        } else {
            let instruction = invoice.instruction(endpoint: attempt.endpoint, traceparent: nil)
            batch.schedule(
                Call(
                    kind: BillingWorker.askOnceKind, key: payment.description, body: instruction.callBody(),
                    dueAt: batch.now, place: .outside),
                after: item)
        }
    }

    /// The debit looks for a cancellation and the cancellation for a debit. When both are decided at one moment, in two
    /// processes while lanes change hands, neither sees the other: so the cancellation looks some times more.
    private func lookAgain(_ payment: PaymentID, _ call: Call?, _ item: Int) {
        let looks = call?.attempt ?? 0
        guard looks < 6 else { return }
        batch.schedule(
            Call(
                kind: BillingWorker.cancelKind, key: payment.description, dueAt: batch.now + 1_000_000 << Int64(looks),
                place: .inside, attempt: looks + 1),
            after: item)
    }

    /// The biller has never seen it: true for good once an order that was on its way must have arrived.
    mutating func cancelUnseen(_ invoice: Invoice, _ attempt: Attempt, _ call: Call, _ item: Int) {
        let certainAt = (attempt.orderedAt ?? 0) + unseenAfter.microseconds
        guard batch.now < certainAt else { return close(invoice, .failed(.cancelled), item) }
        var next = call
        if call.kind == BillingWorker.payKind { next.kind = BillingWorker.askKind }
        next.attempt = max(1, call.attempt)
        next.recovered = false
        next.dueAt = certainAt
        batch.schedule(next, after: item)
    }
}
