import Lane
import Metrics
import Payments

/// What the wallet decided and moved. Repeated answers count nowhere: nothing is decided by them.
struct WalletMetrics: Sendable {
    private let decisions: MetricFamily<Counter>
    private let moved: MetricFamily<Counter>

    private enum Step: String {
        case held
        case rejected
        case settled
        case refunded
        case suspended
        case released
    }

    private struct Decision: Hashable {
        let kind: PaymentKind
        let step: Step
        let reason: ReasonCode?
    }

    private struct Flow: Hashable {
        let currency: Currency
        let step: Step
    }

    init(worker: String) {
        decisions = MetricFamily(
            counter: "giro_wallet_decisions_total", worker: worker, by: "kind", "decision", "reason")
        moved = MetricFamily(
            counter: "giro_money_moved_minor_units_total", worker: worker, by: "currency", "movement")
    }

    func count(_ decided: Decisions) {
        var numbers: [Decision: Int] = [:]
        var amounts: [Flow: Int64] = [:]
        for movement in decided.holds + decided.releases + decided.departures {
            let (step, reason) = Self.step(movement)
            numbers[Decision(kind: movement.kind, step: step, reason: reason), default: 0] += 1
            amounts[Flow(currency: movement.currency, step: step), default: 0] &+= movement.amountMinor
        }
        for rejection in decided.rejections {
            numbers[Decision(kind: rejection.kind, step: .rejected, reason: rejection.reason), default: 0] += 1
        }
        for (decision, number) in numbers {
            decisions[decision.kind.rawValue, decision.step.rawValue, decision.reason?.code ?? ""].increment(by: number)
        }
        for (flow, amount) in amounts { moved[flow.currency.code, flow.step.rawValue].increment(by: amount) }
    }

    private static func step(_ movement: Movement) -> (Step, ReasonCode?) {
        switch movement.purpose {
        case .hold: (.held, nil)
        case .release(.settled, let reason): (.settled, reason)
        case .release(.refunded, let reason): (.refunded, reason)
        case .release(.suspended, let reason): (.suspended, reason)
        case .departure: (.released, nil)
        }
    }
}
