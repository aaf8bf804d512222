import Lane
import Payments

/// Calls that ended, and tries whose time has come.
///
/// Between two tries a call waits inside, so that who cancels meanwhile is heard before the biller is called again.
extension Decisions {
    mutating func end(_ payment: PaymentID, _ call: Call, _ outcome: BillerOutcome, _ item: Int) {
        // A late or repeated answer about a decided payment changes nothing.
        guard let invoice = invoices[payment], invoice.state == .open, var attempt = attempts[payment] else { return }
        attempt.record(outcome, at: batch.now)
        if call.kind == BillingWorker.payKind {
            attempt.isUnderWay = false
            let isFirstWord = call.mayHaveBeenSent && attempt.orderedAt == nil
            if outcome.wasSent || call.recovered || isFirstWord { attempt.orderedAt = batch.now }
        }
        change(attempt)
        switch outcome {
        case .accepted(let receipt): close(invoice, .paid(receipt: receipt), item)
        case .refused(let reason): close(invoice, .failed(reason), item)
        case .unseen: cancelUnseen(invoice, attempt, call, item)
        case .unknown(let doubt): askAgain(invoice, attempt, call, doubt, item)
        }
    }

    private mutating func askAgain(
        _ invoice: Invoice, _ attempt: Attempt, _ call: Call, _ doubt: BillerDoubt, _ item: Int
    ) {
        // The calls that it came between go on.
        if call.kind == BillingWorker.askOnceKind { return }
        var attempt = attempt
        var next = call
        next.attempt = max(call.attempt, call.mayHaveBeenSent ? 1 : 0) + (doubt.wasSent ? 1 : 0)
        next.recovered = false
        let isCancelled = cancelled.contains(invoice.payment)
        if next.attempt == 0 {
            if isCancelled { return close(invoice, .failed(.cancelled), item) }
            // Nothing ever reached the biller, so what was announced meanwhile still counts.
            guard let biller = billers[attempt.biller] else { return close(invoice, .failed(.billerUnknown), item) }
            if let reason = biller.refusal(of: invoice) { return close(invoice, .failed(reason), item) }
            attempt.endpoint = biller.endpoint
            change(attempt)
        }
        let traceparent = BillerInstruction(callBody: call.body)?.traceparent
        next.body = invoice.instruction(endpoint: attempt.endpoint, traceparent: traceparent).callBody()
        next.kind = isCancelled ? BillingWorker.askKind : BillingWorker.payKind
        next.place = isCancelled ? .outside : .inside
        var random = SystemRandomNumberGenerator()
        next.dueAt =
            batch.now
            + retries.delayMicroseconds(afterTries: attempt.tries, atLeast: doubt.retryAfter, random: &random)
        batch.schedule(next, after: item)
    }

    mutating func retry(_ payment: PaymentID, _ call: Call, _ item: Int) {
        guard let invoice = invoices[payment], invoice.state == .open, var attempt = attempts[payment] else { return }
        var next = call
        next.place = .outside
        next.dueAt = batch.now
        next.recovered = false  // waiting inside, it was not performed
        if cancelled.contains(payment) {
            guard attempt.orderedAt != nil else { return close(invoice, .failed(.cancelled), item) }
            next.kind = BillingWorker.askKind
        } else {
            attempt.isUnderWay = true
            change(attempt)
        }
        batch.schedule(next, after: item)
    }
}

extension BillerOutcome {
    /// Whether the call may have put an order before the biller and nobody knows what became of it.
    fileprivate var wasSent: Bool {
        switch self {
        case .unknown(let doubt): doubt.wasSent
        case .accepted, .refused, .unseen: false
        }
    }
}
