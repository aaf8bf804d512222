import Model
import Payments
import Testing

/// What makes a workload's result independent of how partitions are interleaved.
@Suite("No outcome of a workload depends on interleaving")
struct InterleavingTests {
    private let workload = Workload(seed: 9, payments: 4000)

    @Test("who pays in the phase of payments is not paid in it")
    func payersAreNotPaid() {
        let orders = orders(in: .payments)
        let payers = Set(orders.filter { $0.kind != .topup }.map(\.payer))
        let credited = settled(orders).filter { $0.kind != .bill }.map(\.payee)
        #expect(payers.isDisjoint(with: credited))
        #expect(!credited.isEmpty)
    }

    @Test("who can get a refund could pay for everything without one")
    func refundsAreNotNeeded() {
        var funds: [AccountID: Int64] = [:]
        for order in orders(in: .funding) { funds[order.payee, default: 0] += order.amountMinor }
        let orders = unique(orders(in: .payments)).filter { $0.kind != .topup }
        var asked: [AccountID: Int64] = [:]
        for order in orders where (1...MoneyLimits.maximumAmountMinor).contains(order.amountMinor) {
            asked[order.payer, default: 0] += order.amountMinor
        }
        let refundable = Set(orders.filter { $0.kind == .bill }.map(\.payer))
        #expect(!refundable.isEmpty)
        #expect(refundable.allSatisfy { asked[$0, default: 0] <= funds[$0, default: 0] })
    }

    @Test("an id is repeated only in the partition of its first line, and the first line is the one that counts")
    func repetitionsStayInTheirPartition() {
        var keys: [PaymentID: AccountID] = [:]
        for order in orders(in: .funding) + orders(in: .payments) {
            let first = keys[order.id, default: order.key]
            #expect(first == order.key)
            keys[order.id] = first
        }
    }

    @Test("partitions applied one after the other, or mixed at random, give the same result", arguments: 0..<6)
    func partitionsCommute(mix: Int) {
        var model = ReferenceModel()
        for phase in SeedLine.Phase.allCases {
            for entry in mixed(workload.entries(in: phase), mix) { model.apply(entry.meaning) }
        }
        #expect(model.expectation(seed: workload.seed) == workload.expectation())
    }

    /// Six partitions by key. In mix 0 the last partition comes first; in the others all move on at random.
    private func mixed(_ entries: some Sequence<Entry>, _ mix: Int) -> [Entry] {
        let partitions = Dictionary(grouping: entries) { $0.line.key.utf8.reduce(0) { ($0 * 31 + Int($1)) % 1009 } % 6 }
        var rest = partitions.sorted { $0.key > $1.key }.map { ArraySlice($0.value) }
        if mix == 0 { return rest.flatMap(\.self) }
        var random = UInt64(mix)
        var mixed: [Entry] = []
        while !rest.isEmpty {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let chosen = Int(random >> 33) % rest.count
            if let entry = rest[chosen].popFirst() { mixed.append(entry) } else { rest.remove(at: chosen) }
        }
        return mixed
    }

    private func orders(in phase: SeedLine.Phase) -> [PaymentOrder] {
        workload.entries(in: phase).compactMap { if case .payment(let order) = $0.meaning { order } else { nil } }
    }

    private func unique(_ orders: [PaymentOrder]) -> [PaymentOrder] {
        var seen: Set<PaymentID> = []
        return orders.filter { seen.insert($0.id).inserted }
    }

    private func settled(_ orders: [PaymentOrder]) -> [PaymentOrder] {
        var settled: Set<PaymentID> = []
        workload.outcomes { id, _, outcome in if outcome == .settled { settled.insert(id) } }
        return unique(orders).filter { settled.contains($0.id) }
    }
}
