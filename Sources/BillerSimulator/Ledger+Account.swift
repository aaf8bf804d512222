extension Ledger.Account {
    init(_ instruction: Instruction) {
        order = instruction.order
        entry = LedgerEntry(
            biller: instruction.biller, payment: order.payment, status: .requested, amountMinor: order.amountMinor,
            currency: order.currency, effects: 0, requests: 0, conflicts: 0
        )
    }

    mutating func put(_ behaviour: Behaviour, now: ContinuousClock.Instant) -> Ledger.Reaction {
        let isFirst = entry.status == .requested
        switch behaviour {
        case .never:
            return .hold
        case .error5xx(let times) where fails(upTo: times):
            return .unavailable
        case .refuse(let reason):
            refuse(reason)
        case .late(let milliseconds):
            if isFirst { readyAt = now + .milliseconds(milliseconds) }
            accept()
        case .accept, .error5xx, .dropAfter, .twice:
            accept()
        }
        if case .dropAfter(let times) = behaviour, fails(upTo: times) { return .drop }
        if behaviour == .twice, isFirst {
            return .answerTwice(verdict(isDuplicate: false), second: verdict(isDuplicate: true))
        }
        let wait = readyAt.map { now.duration(to: $0) } ?? .zero
        return .answer(verdict(isDuplicate: behaviour == .twice), after: max(wait, .zero), isNew: isFirst)
    }

    mutating func get(_ behaviour: Behaviour, now: ContinuousClock.Instant) -> Ledger.Reaction {
        switch behaviour {
        case .never: return .hold
        case .error5xx(let times) where fails(upTo: times): return .unavailable
        case .dropAfter(let times) where fails(upTo: times): return .drop
        case .accept, .refuse, .late, .error5xx, .dropAfter, .twice: break
        }
        guard entry.status != .requested else { return .unknown }
        if let readyAt, now < readyAt { return .answer(.pending) }
        return .answer(verdict(isDuplicate: behaviour == .twice))
    }

    private mutating func fails(upTo times: Int) -> Bool {
        guard faults < times else { return false }
        faults += 1
        return true
    }

    /// The first decision stands, whatever later rules say.
    private mutating func accept() {
        guard entry.status == .requested else { return }
        entry.status = .accepted
        entry.effects += 1
        entry.receipt = "R-\(order.payment)"
    }

    private mutating func refuse(_ reason: String) {
        guard entry.status == .requested else { return }
        entry.status = .refused
        entry.reason = reason
    }

    private func verdict(isDuplicate: Bool) -> Ledger.Verdict {
        if let reason = entry.reason { return .refused(reason: reason) }
        let receipt = entry.receipt ?? ""
        return .accepted(order, receipt: isDuplicate ? receipt + "-2" : receipt, isDuplicate: isDuplicate)
    }
}
