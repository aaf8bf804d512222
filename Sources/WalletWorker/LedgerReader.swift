import Lane
import Payments
import Postgres

/// Reads and locks what a batch needs, in one round trip however large the batch is.
struct LedgerReader {
    let transaction: Transaction
    let knownParts: KnownParts

    func read(_ footprint: Footprint, into book: inout LedgerBook) throws {
        let openings = footprint.openings.values.sorted { $0.account < $1.account }
        let unknownParts = knownParts.unknown(of: footprint.parts)
        // Rows that do not exist cannot be locked, so they are made first.
        let opened = try openings.isEmpty ? nil : transaction.send(OpenAccounts(openings: openings))
        let made = try unknownParts.isEmpty ? nil : transaction.send(MakeParts(parts: unknownParts))
        let locked = try transaction.send(lockAccounts(footprint))
        // What others did before their locks were given up is seen from here on.
        let looked = try footprint.looked.isEmpty ? nil : transaction.send(ReadAccounts(ids: Array(footprint.looked)))
        let found = try footprint.payments.isEmpty ? nil : transaction.send(FindTransfers(payments: footprint.payments))

        let openedNow = Set(try opened?.rows() ?? [])
        let madeNow = Set(try made?.rows() ?? [])
        for account in try locked.rows() { book.add(account) }
        for account in try looked?.rows() ?? [] { book.add(account) }
        book.hide(untilOpened: openedNow)
        try add(try found?.rows() ?? [], to: &book)
        try resolve(footprint.parts, attempted: unknownParts, madeNow: madeNow, in: &book)
    }

    private func lockAccounts(_ footprint: Footprint) -> LockAccounts {
        LockAccounts(
            ids: footprint.locked.union(footprint.parts.map(\.id)), keys: footprint.lockedKeys,
            settled: footprint.settled, refunded: footprint.refunded)
    }

    private func add(_ rows: [FindTransfers.Row], to book: inout LedgerBook) throws {
        try readPayees(of: rows, into: &book)
        for row in rows {
            switch row {
            case .held(let payment, let held): book.payments[payment] = try known(held, in: book)
            case .rejected(let payment, let reason, let fingerprint, let at):
                book.payments[payment] = KnownPayment(
                    fingerprint: fingerprint, decision: .rejected(reason), decidedAt: at.ifAccepted)
            case .released, .departure: continue
            }
        }
        for case .released(let payment, let outcome, let reason, let beneficiaryKey, let at) in rows {
            guard case .held(let hold) = book.payments[payment]?.decision else { continue }
            book.payments[payment]?.release = KnownPayment.Release(
                outcome: outcome, reason: reason, isForPayee: beneficiaryKey == hold.payeeKey, at: at.ifAccepted)
        }
        for case .departure(let payment, let account) in rows { book.payments[payment]?.departedTo = account }
    }

    /// A message may name another payee than the ledger does; then the ledger's is not among what was read.
    private func readPayees(of rows: [FindTransfers.Row], into book: inout LedgerBook) throws {
        var unread: Set<Int64> = []
        for case .held(_, let held) in rows where book.place(ofKey: held.payeeKey) == nil {
            unread.insert(held.payeeKey)
        }
        if unread.isEmpty { return }
        for account in try transaction.query(ReadAccountsByKey(keys: unread.sorted())) { book.add(account) }
    }

    private func known(_ held: FindTransfers.Held, in book: LedgerBook) throws -> KnownPayment {
        guard let payee = book.place(ofKey: held.payeeKey).map({ book[$0] }), let id = AccountID(payee.id) else {
            throw LedgerContradiction()
        }
        let hold = KnownPayment.Hold(
            kind: held.kind, amountMinor: held.amountMinor, currency: payee.currency, payer: held.payer,
            payee: id, payerKey: held.payerKey, payeeKey: held.payeeKey)
        return KnownPayment(fingerprint: held.fingerprint, decision: .held(hold), decidedAt: held.at.ifAccepted)
    }

    private func resolve(
        _ parts: Set<Part>, attempted: [Part], madeNow: Set<String>, in book: inout LedgerBook
    ) throws {
        let missing = book.resolve(parts)
        knownParts.insert(attempted.filter { !missing.contains($0) && !madeNow.contains($0.id) })
        // A part of an external account that does not exist is rightly missing; one that was there once is not.
        let lost = missing.subtracting(attempted)
        if !lost.isEmpty {
            knownParts.remove(Array(lost))
            throw RetryBatch()
        }
    }
}
