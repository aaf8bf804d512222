import Lane
import Payments
import Postgres

extension WebhookWorker {
    /// At most two round trips, whatever the batch's size: who wants to know; then lock those endpoints, note what is
    /// new and read what is known. The writes after that are left for the commit to send. A batch that concerns no
    /// endpoint needs the first one only.
    ///
    /// Whoever writes deliveries of an endpoint has locked its row, in the order of the ids. So of two lanes that hear
    /// of one payment at the same time, one decides over what the other has left.
    public func handle(_ batch: Batch<WebhookMessage, WebhookOutcome>, in transaction: Transaction) throws {
        let docket = Docket(batch)
        if !docket.announced.isEmpty {
            try transaction.send(SaveEndpoints(endpoints: docket.announced))
            try transaction.send(SaveEndpointAccounts(endpoints: docket.announced))
        }
        if trimmer.isDue(now: batch.now) {
            try transaction.send(TrimDeliveries(before: batch.now - policy.retention.microseconds))
        }
        let accounts = docket.accounts
        let interested = accounts.isEmpty ? [] : try transaction.query(FindEndpoints(accounts: accounts))
        let drafts = docket.drafts(interested, now: batch.now)
        let known = docket.ended.map(\.key) + docket.due.map(\.key)
        let endpoints = Set(
            drafts.map(\.delivery.key.endpoint) + known.map(\.endpoint) + docket.requests.map(\.request.webhook))

        var decisions = Decisions(batch: batch, policy: policy)
        for held in docket.held { decisions.putOff(held) }
        guard !endpoints.isEmpty else { return }
        let locking = try transaction.send(LockEndpoints(endpoints: endpoints.sorted()))
        if !drafts.isEmpty { try transaction.send(InsertDeliveries(deliveries: drafts.map(\.delivery))) }
        let threads = Set((drafts.map(\.delivery.key) + known).compactMap(\.thread))
        let ids = Set(docket.requests.map(\.request.delivery) + known.filter { $0.payment == nil }.map(\.delivery))
        let reading = try transaction.send(ReadDeliveries(threads: threads.sorted(), ids: ids.sorted()))
        decisions.know(try locking.rows(), try reading.rows())

        for ended in docket.ended { decisions.record(ended) }
        for (request, item) in docket.requests { decisions.follow(request, after: item) }
        for draft in drafts { decisions.advance(draft.delivery.key.thread, after: draft.item) }
        for due in docket.due { decisions.advance(due.key.thread, after: due.item) }
        try write(decisions, batch.now, in: transaction)
    }

    private func write(_ decisions: Decisions, _ now: Int64, in transaction: Transaction) throws {
        let deliveries = decisions.changedDeliveries
        if !deliveries.isEmpty { try transaction.send(SaveDeliveries(deliveries: deliveries, now: now)) }
        let endpoints = decisions.changedEndpoints
        if !endpoints.isEmpty { try transaction.send(SaveEndpointHealth(endpoints: endpoints)) }
    }
}
