import Model
import Payments
import Testing

@Suite("A workload")
struct WorkloadTests {
    @Test("has the number of payment lines it was asked for", arguments: [10, 11, 49, 50, 99, 100, 1000])
    func size(payments: Int) {
        let workload = Workload(seed: 1, payments: payments)
        let count = workload.lines.reduce(0) { $0 + ($1.topic == "payment.requested" ? 1 : 0) }
        #expect(count == payments)
        #expect(workload.expectation().lines == payments)
    }

    @Test("is the same for the same seed, also read twice, and another for another")
    func determinism() {
        let workload = Workload(seed: 7, payments: 500)
        #expect(Array(workload.entries) == Array(workload.entries))
        #expect(Array(workload.lines) == Array(Workload(seed: 7, payments: 500).lines))
        #expect(Array(workload.lines(in: .payments)) != Array(Workload(seed: 8, payments: 500).lines(in: .payments)))
        #expect(workload.expectation() == Workload(seed: 7, payments: 500).expectation())
    }

    @Test("gives the phases in order and the simulator's address to every biller")
    func phases() {
        let workload = Workload(seed: 1, payments: 100, endpoint: "http://127.0.0.1:4711")
        let phases = workload.lines.map(\.phase)
        #expect(phases == phases.sorted())
        let billers = workload.lines.filter { $0.topic == "biller.updated" }
        #expect(billers.allSatisfy { text($0).contains("\"endpoint\":\"http://127.0.0.1:4711/billers/\($0.key)\"") })
        #expect(!billers.isEmpty)
    }

    @Test(
        "conserves money: every currency's balances sum to zero", arguments: [10, 100, 10_000], [1, 2] as [UInt64])
    func conservation(payments: Int, seed: UInt64) {
        let expectation = Workload(seed: seed, payments: payments).expectation()
        for currency in Population.currencies { #expect(expectation.total(currency) == 0) }
        #expect(expectation.balances.values.contains { $0 != 0 })
    }

    @Test("counts every line once: payments, duplicates and the wallet's dead letters", arguments: [10, 100, 1000])
    func counts(payments: Int) {
        let expectation = Workload(seed: 4, payments: payments).expectation()
        let ends = expectation.statesByKind.values.flatMap(\.values).reduce(0, +)
        let dead = expectation.deadLetters["wallet", default: [:]].values.reduce(0, +)
        #expect(ends == expectation.payments)
        #expect(ends + expectation.duplicates + dead == payments)
    }

    @Test("shows every outcome and every sort of bad line", arguments: [100, 1000])
    func outcomes(payments: Int) {
        let expectation = Workload(seed: 5, payments: payments).expectation()
        let labels = [
            "settled", "rejected/insufficient_funds", "rejected/account_frozen", "rejected/account_closed",
            "rejected/account_not_found", "rejected/currency_mismatch", "rejected/unknown_currency",
            "rejected/invalid_amount", "rejected/limit_exceeded", "rejected/payer_is_payee",
            "rejected/kind_not_allowed", "refunded/biller_refused", "refunded/biller_unknown",
            "refunded/biller_disabled",
        ]
        for label in labels { #expect(expectation.count(label) > 0, "\(label)") }
        for kind in PaymentKind.allCases { #expect(expectation.statesByKind[kind]?["settled"] ?? 0 > 0) }
        #expect(expectation.duplicates > 0)
        #expect(expectation.deadLetters["wallet"]?["idempotency_conflict"] ?? 0 > 0)
        #expect(expectation.deadLetters["payment"]?.isEmpty == false)
        for prefix in ["\"LATE-", "\"ERR-", "\"DROP-", "\"TWICE-"] {
            #expect(Workload(seed: 5, payments: payments).lines(in: .payments).contains { text($0).contains(prefix) })
        }
    }

    @Test("lists each payment's end once, as counted")
    func ends() {
        let workload = Workload(seed: 6, payments: 1000)
        var seen: Set<PaymentID> = []
        var counts: [PaymentKind: [String: Int]] = [:]
        workload.outcomes { id, kind, outcome in
            #expect(seen.insert(id).inserted)
            counts[kind, default: [:]][outcome.label, default: 0] += 1
        }
        #expect(counts == workload.expectation().statesByKind)
    }

    private func text(_ line: SeedLine) -> String { String(decoding: line.value, as: UTF8.self) }
}
