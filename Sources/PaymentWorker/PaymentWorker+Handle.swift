import Lane
import Payments
import Postgres

extension PaymentWorker {
    /// One round trip, whatever the batch's size: insert the payments whose request is among the messages, which are
    /// new, and lock the others, which are known; the writes after that are left for the commit to send. Where events
    /// came in another order than that, all of it is done once more, over all payments: insert what is new, lock all.
    ///
    /// Other owners may hear of the same payments on other lanes at the same time. Every one inserts, then locks, both
    /// in the order of the ids, so they queue up and none of them waits in a circle; and each decides over the row as
    /// its predecessor left it.
    public func handle(_ batch: Batch<PaymentNews, Never>, in transaction: Transaction) throws {
        let dossiers = Dossier.sorted(batch)
        guard !dossiers.isEmpty else { return }
        try transaction.send(Savepoint())
        var taken = try take(
            inserting: dossiers.filter(\.hasRequest), locking: dossiers.filter { !$0.hasRequest }, in: transaction)
        if taken.inserted.count + taken.known.count < dossiers.count {
            try transaction.send(RollBackToSavepoint())
            taken = try take(inserting: dossiers, locking: dossiers, in: transaction)
        }
        let verdicts = try dossiers.map { dossier in
            if taken.inserted.contains(dossier.payment) { return dossier.verdict(over: nil) }
            guard let locked = taken.known[dossier.payment] else { throw RetryBatch() }
            return dossier.verdict(over: locked.row)
        }
        try write(verdicts, over: taken.known, in: transaction)
        tell(verdicts, batch)
        let former = taken.known.mapValues(\.row)
        batch.whenCommitted { [metrics] in metrics.count(verdicts, former: former) }
    }

    /// What a transaction has to itself.
    private struct Taken {
        /// Payments that no row told of.
        let inserted: Set<PaymentID>
        let known: [PaymentID: LockedPayment]
    }

    private func take(
        inserting new: [Dossier], locking others: [Dossier], in transaction: Transaction
    ) throws -> Taken {
        let firsts = new.map { $0.verdict(over: nil).row }
        let insertion = firsts.isEmpty ? nil : try transaction.send(InsertPayments(rows: firsts))
        let locking = others.isEmpty ? nil : try transaction.send(LockPayments(payments: others.map(\.payment)))
        let inserted = Set(try insertion?.rows() ?? [])
        let locked = try locking?.rows().filter { !inserted.contains($0.row.id) } ?? []
        return Taken(
            inserted: inserted, known: Dictionary(uniqueKeysWithValues: locked.map { ($0.row.id, $0) }))
    }

    private func write(
        _ verdicts: [Dossier.Verdict], over known: [PaymentID: LockedPayment], in transaction: Transaction
    ) throws {
        var changed: [PaymentRow] = []
        var places: [RowPlace] = []
        for verdict in verdicts {
            guard let locked = known[verdict.row.id], verdict.row != locked.row else { continue }
            changed.append(verdict.row)
            places.append(locked.place)
        }
        if !changed.isEmpty { _ = try transaction.send(SavePayments(rows: changed, places: places)) }
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
