import Lane
import Payments
import Postgres

extension PaymentWorker {
    /// One round trip, whatever the batch's size: insert what is new, lock what is known, read both; the writes after
    /// that are left for the commit to send.
    ///
    /// Other owners may hear of the same payments on other lanes at the same time. Every one inserts, then locks, both
    /// in the order of the ids, so they queue up and none of them waits in a circle; and each decides over the row as
    /// its predecessor left it.
    public func handle(_ batch: Batch<PaymentNews, Never>, in transaction: Transaction) throws {
        let dossiers = Dossier.sorted(batch)
        guard !dossiers.isEmpty else { return }
        let firsts = dossiers.map { $0.verdict(over: nil) }
        let insertion = try transaction.send(InsertPayments(rows: firsts.map(\.row)))
        let locking = try transaction.send(LockPayments(payments: dossiers.map(\.payment)))
        let inserted = Set(try insertion.rows())
        let known = Dictionary(uniqueKeysWithValues: try locking.rows().map { ($0.id, $0) })

        var verdicts: [Dossier.Verdict] = []
        var changed: [PaymentRow] = []
        verdicts.reserveCapacity(dossiers.count)
        for (dossier, first) in zip(dossiers, firsts) {
            if inserted.contains(dossier.payment) {
                verdicts.append(first)
                continue
            }
            guard let row = known[dossier.payment] else { throw RetryBatch() }
            let verdict = dossier.verdict(over: row)
            if verdict.row != row { changed.append(verdict.row) }
            verdicts.append(verdict)
        }
        try write(changed, dossiers, verdicts, in: transaction)
        tell(verdicts, batch)
        let former = known.filter { !inserted.contains($0.key) }
        batch.whenCommitted { [metrics] in metrics.count(verdicts, former: former) }
    }

    private func write(
        _ changed: [PaymentRow], _ dossiers: [Dossier], _ verdicts: [Dossier.Verdict], in transaction: Transaction
    ) throws {
        if !changed.isEmpty { _ = try transaction.send(SavePayments(rows: changed)) }
        _ = try transaction.send(InsertEvents(entries: dossiers.flatMap(\.entries)))
        let contradictions = verdicts.flatMap(\.contradictions)
        if !contradictions.isEmpty { _ = try transaction.send(InsertContradictions(found: contradictions)) }
    }

    /// In the order of the items, so that a replay emits in the same order.
    private func tell(_ verdicts: [Dossier.Verdict], _ batch: Batch<PaymentNews, Never>) {
        let told = verdicts.compactMap { verdict in verdict.toldAfter.map { (item: $0, row: verdict.row) } }
        for (item, row) in told.sorted(by: { $0.item < $1.item }) {
            for notification in row.notifications() {
                batch.emit(notification.event(), after: item)
            }
        }
    }
}
