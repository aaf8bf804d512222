import Lane
import Payments
import Postgres

extension BillingWorker {
    /// One round trip, whatever the batch's size, and a second one when a payment is debited again: insert what is new,
    /// lock what is known, look billers up; the writes after that are left for the commit to send.
    ///
    /// A batch with presented bills takes one more, for what is kept of them.
    ///
    /// Rows are inserted, locked and written in the order of the payments everywhere, and bills after them in theirs,
    /// so processes never wait for each other in a circle.
    public func handle(_ batch: Batch<BillingMessage, BillerOutcome>, in transaction: Transaction) throws {
        let docket = Docket(batch.items)
        if !docket.announcements.isEmpty {
            try transaction.send(SaveBillers(announcements: docket.announcements, now: batch.now))
        }
        var paid: [Invoice] = []
        if !docket.matters.isEmpty {
            var decisions = try read(docket, batch, in: transaction)
            for (item, matter) in docket.matters { decisions.decide(matter, item: item) }
            paid = try write(decisions, at: batch.now, in: transaction)
            batch.whenCommitted { [recalls, recalled = decisions.recalled] in
                recalls.remove(docket.ended)
                recalls.add(recalled)
            }
        }
        try BillBook(batch).write(docket.presentations, paid: paid, in: transaction)
    }

    private func read(
        _ docket: Docket, _ batch: Batch<BillingMessage, BillerOutcome>, in transaction: Transaction
    ) throws -> Decisions {
        let insertion =
            docket.invoices.isEmpty
            ? nil : try transaction.send(InsertInvoices(invoices: docket.invoices, now: batch.now))
        let locking = docket.followed.isEmpty ? nil : try transaction.send(LockInvoices(payments: docket.followed))
        let history = docket.followed.isEmpty ? nil : try transaction.send(FindAttempts(payments: docket.followed))
        let lookup =
            docket.billers.isEmpty && docket.followed.isEmpty
            ? nil : try transaction.send(FindBillers(accounts: docket.billers, payments: docket.followed))
        let cancellable = docket.invoices.filter { $0.state == .open }.map(\.payment) + docket.followed
        let cancellations = cancellable.isEmpty ? nil : try transaction.send(FindCancellations(payments: cancellable))

        let paying = docket.bills.isEmpty ? nil : try transaction.send(FindPaidBills(bills: docket.bills))

        let fresh = Set(try insertion?.rows() ?? [])
        var invoices = Dictionary(uniqueKeysWithValues: try locking?.rows().map { ($0.payment, $0) } ?? [])
        let attempts = Dictionary(uniqueKeysWithValues: try history?.rows().map { ($0.payment, $0) } ?? [])
        let billers = Dictionary(uniqueKeysWithValues: try lookup?.rows().map { ($0.account, $0) } ?? [])
        let cancelled = Set(try cancellations?.rows() ?? [])
        let paidBills = Dictionary(try paying?.rows().map { ($0.name, $0.payment) } ?? []) { first, _ in first }

        for invoice in docket.invoices where fresh.contains(invoice.payment) { invoices[invoice.payment] = invoice }
        let repeated = docket.invoices.map(\.payment).filter { invoices[$0] == nil }
        if !repeated.isEmpty {
            for invoice in try transaction.query(LockInvoices(payments: repeated)) {
                invoices[invoice.payment] = invoice
            }
            guard repeated.allSatisfy({ invoices[$0] != nil }) else { throw RetryBatch() }
        }
        return Decisions(
            invoices: invoices, fresh: fresh, attempts: attempts, cancelled: cancelled, billers: billers,
            paidBills: paidBills, worker: self, batch: batch)
    }

    /// - Returns: the invoices that were decided here.
    private func write(_ decisions: Decisions, at now: Int64, in transaction: Transaction) throws -> [Invoice] {
        let closed = decisions.closed.sorted().compactMap { decisions.invoices[$0] }
        if !closed.isEmpty { try transaction.send(CloseInvoices(invoices: closed, now: now)) }
        let attempts = decisions.changedAttempts.sorted().compactMap { decisions.attempts[$0] }
        if !attempts.isEmpty { try transaction.send(SaveAttempts(attempts: attempts)) }
        let cancelled = decisions.newlyCancelled.sorted()
        if !cancelled.isEmpty { try transaction.send(SaveCancellations(payments: cancelled, now: now)) }
        return closed
    }
}
