import Lane
import Payments
import Postgres

extension PaymentWorker {
    /// One round trip, whatever the batch's size, and a second one when payments are new: lock what is known, insert
    /// what is not; the writes after that are left for the commit to send.
    ///
    /// Other owners may hear of the same payments on other lanes at the same time. Every one locks, then inserts, both
    /// in the order of the ids. Who inserts waits only for others who insert, so none of them waits in a circle; and
    /// each decides over the row as its predecessor left it.
    public func handle(_ batch: Batch<PaymentNews, Never>, in transaction: Transaction) throws {
        let dossiers = Dossier.sorted(batch)
        guard !dossiers.isEmpty else { return }
        var known = try lock(dossiers, in: transaction)
        var verdicts = dossiers.map { $0.verdict(over: known[$0.payment]?.row) }
        let isNew = dossiers.indices.filter { known[dossiers[$0].payment] == nil }
        if !isNew.isEmpty {
            let insertion = InsertPayments(rows: isNew.map { verdicts[$0].row })
            let inserted = Set(try transaction.query(insertion))
            // Another owner has heard of these meanwhile.
            let late = isNew.filter { !inserted.contains(dossiers[$0].payment) }
            if !late.isEmpty { known.merge(try lock(late.map { dossiers[$0] }, in: transaction)) { $1 } }
            for index in late {
                guard let locked = known[dossiers[index].payment] else { throw RetryBatch() }
                verdicts[index] = dossiers[index].verdict(over: locked.row)
            }
        }
        try write(verdicts, over: known, in: transaction)
        tell(verdicts, batch)
        let former = known.mapValues(\.row)
        batch.whenCommitted { [metrics] in metrics.count(verdicts, former: former) }
    }

    private func lock(_ dossiers: [Dossier], in transaction: Transaction) throws -> [PaymentID: LockedPayment] {
        let locked = try transaction.query(LockPayments(payments: dossiers.map(\.payment)))
        return Dictionary(uniqueKeysWithValues: locked.map { ($0.row.id, $0) })
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
