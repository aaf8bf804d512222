import Lane
import Payments
import Postgres

/// Keeps presented bills and what paid them: one statement for a batch that concerns any.
struct BillBook {
    private let batch: Batch<BillingMessage, BillerOutcome>

    init(_ batch: Batch<BillingMessage, BillerOutcome>) { self.batch = batch }

    /// Nothing is asked when only payments are to be written, so they go with the commit. An announcement needs the
    /// answer: whether the bill was presented before in other terms.
    ///
    /// - Parameters:
    ///   - presentations: in the items' order.
    ///   - paid: invoices that this batch has found paid.
    func write(
        _ presentations: [Presentation], paid: [Invoice], in transaction: Transaction
    ) throws {
        let payments = Self.payments(paid)
        guard !presentations.isEmpty else {
            if !payments.isEmpty { try transaction.send(SaveBills(changes: payments, now: batch.now)) }
            return
        }
        var open = presentations
        var round = Self.changes(open, payments)
        while !open.isEmpty {
            var kept: [BillName: BillTerms] = [:]
            for row in try transaction.query(SaveBills(changes: round, now: batch.now)) { kept[row.name] = row.terms }
            var tried: [BillName: BillTerms] = [:]
            for change in round { tried[change.name] = change.presentation?.terms }
            open = open.filter { presentation in
                guard kept[presentation.name] == presentation.terms else {
                    refuse(presentation)
                    return false
                }
                // Hidden behind one that was refused: its turn is the next round.
                return tried[presentation.name] != presentation.terms
            }
            round = Self.changes(open, [])
        }
    }

    private func refuse(_ presentation: Presentation) {
        batch.deadLetter(
            presentation.item, code: "bill_conflict",
            detail: "the bill was presented before to another customer or in another currency")
    }

    /// For each bill the newest announcement in the terms of the first one here, in order.
    private static func changes(_ presentations: [Presentation], _ payments: [BillChange]) -> [BillChange] {
        var changes = Dictionary(uniqueKeysWithValues: payments.map { ($0.name, $0) })
        for presentation in presentations {
            var change = changes[presentation.name] ?? BillChange(name: presentation.name)
            if let known = change.presentation,
                known.terms != presentation.terms || !presentation.origin.isNewer(than: known.origin)
            {
                continue
            }
            change.presentation = presentation
            changes[presentation.name] = change
        }
        return changes.values.sorted { $0.name < $1.name }
    }

    /// The first payment of each bill, in the bills' order.
    private static func payments(_ paid: [Invoice]) -> [BillChange] {
        var changes: [BillName: BillChange] = [:]
        for invoice in paid {
            guard case .paid = invoice.state, let name = invoice.billName, changes[name] == nil else { continue }
            changes[name] = BillChange(name: name, payment: invoice.payment)
        }
        return changes.values.sorted { $0.name < $1.name }
    }
}

extension Invoice {
    /// The bill that it is to pay; nil for what is no bill.
    var billName: BillName? {
        guard kind == .bill, let bill else { return nil }
        return BillName(biller: payee, bill: bill)
    }
}
