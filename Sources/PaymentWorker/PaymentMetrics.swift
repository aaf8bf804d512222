import Lane
import Metrics
import Payments

/// How many payments begin and end, and how long they take.
struct PaymentMetrics: Sendable {
    private let started: MetricFamily<Counter>
    private let seconds: MetricFamily<Timer>
    private let contradictions: MetricFamily<Counter>

    private struct Ending: Hashable {
        let kind: PaymentKind
        let state: PaymentState
    }

    init(worker: String) {
        started = MetricFamily(counter: "giro_payments_started_total", worker: worker, by: "kind")
        seconds = MetricFamily(timer: "giro_payment_seconds", worker: worker, by: "kind", "state")
        contradictions = MetricFamily(
            counter: "giro_payment_contradictions_total", worker: worker, by: "contradiction")
    }

    /// - Parameter former: the rows as they were before, of those that were known.
    func count(_ verdicts: [Dossier.Verdict], former: [PaymentID: PaymentRow]) {
        var beginnings: [PaymentKind: Int] = [:]
        var durations: [Ending: [Int64]] = [:]
        for verdict in verdicts {
            let (row, before) = (verdict.row, former[verdict.row.id])
            if before == nil { beginnings[row.facts.kind, default: 0] += 1 }
            if row.state.isFinal, before?.state.isFinal != true {
                durations[Ending(kind: row.facts.kind, state: row.state), default: []].append(row.updatedAt - row.since)
            }
            for found in verdict.contradictions { contradictions[found.contradiction.rawValue].increment() }
        }
        for (kind, number) in beginnings { started[kind.rawValue].increment(by: number) }
        for (ending, durations) in durations {
            let timer = seconds[ending.kind.rawValue, ending.state.rawValue]
            for microseconds in durations { timer.recordMicroseconds(max(microseconds, 0)) }
        }
    }
}
