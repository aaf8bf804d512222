import Payments

/// Counts while the reference model goes along.
struct Tally {
    private var lines = 0
    private var payments = 0
    private var duplicates = 0
    private var states: [PaymentKind: [String: Int]] = [:]
    private var walletDeadLetters: [String: Int] = [:]
    private var paymentDeadLetters: [String: Int] = [:]
    private var notifications: [String: Int] = [:]
    private var mails: [String: Int] = [:]
    private var effects: [AccountID: Expectation.BillerEffect] = [:]

    /// Both consumers of the topic refuse it.
    mutating func malformed(_ code: String) {
        lines += 1
        walletDeadLetters[code, default: 0] += 1
        paymentDeadLetters[code, default: 0] += 1
    }

    mutating func duplicate() {
        lines += 1
        duplicates += 1
    }

    /// The wallet refuses it; for the payment's timeline it is a request heard of before.
    mutating func conflict() {
        lines += 1
        walletDeadLetters["idempotency_conflict", default: 0] += 1
    }

    mutating func payment(_ order: PaymentOrder, _ outcome: Outcome, isContact: (AccountID) -> Bool) {
        lines += 1
        payments += 1
        count(order, outcome, isContact, 1)
    }

    /// What was settled is refunded instead, and its biller has done nothing.
    mutating func takeBack(_ order: PaymentOrder, isContact: (AccountID) -> Bool, from biller: AccountID) {
        count(order, .settled, isContact, -1)
        count(order, .refunded(.cancelled), isContact, 1)
        effects[biller]?.accepted -= 1
        effects[biller]?.acceptedMinor -= order.amountMinor
    }

    private mutating func count(
        _ order: PaymentOrder, _ outcome: Outcome, _ isContact: (AccountID) -> Bool, _ change: Int
    ) {
        states[order.kind, default: [:]][outcome.label, default: 0] += change
        for (recipient, kind) in told(order, outcome) {
            notifications[kind, default: 0] += change
            if isContact(recipient) { mails[kind, default: 0] += change }
        }
    }

    mutating func effect(at biller: AccountID, _ order: PaymentOrder, _ outcome: Outcome) {
        var effect = effects[biller] ?? Expectation.BillerEffect()
        if outcome == .settled {
            effect.accepted += 1
            effect.acceptedMinor += order.amountMinor
        } else {
            effect.refused += 1
        }
        effects[biller] = effect
    }

    /// The payer hears of every end, and so does who topped up; the payee hears of money that came. Billers,
    /// sources and rails are no people.
    private func told(_ order: PaymentOrder, _ outcome: Outcome) -> [(AccountID, String)] {
        let end = "payment_\(outcome.state.rawValue)"
        let received = outcome == .settled ? [(order.payee, "payment_received")] : []
        switch order.kind {
        case .transfer: return [(order.payer, end)] + received
        case .bill, .withdrawal: return [(order.payer, end)]
        case .topup: return outcome == .settled ? received : [(order.payee, end)]
        }
    }

    func expectation(seed: UInt64, balances: [AccountID: (Currency, Int64)]) -> Expectation {
        Expectation(
            seed: seed, lines: lines, payments: payments, duplicates: duplicates,
            balances: balances.mapValues { $0.1 }, currencies: balances.mapValues { $0.0 },
            statesByKind: states, deadLetters: ["wallet": walletDeadLetters, "payment": paymentDeadLetters],
            notifications: notifications, mails: mails, billerEffects: effects)
    }
}
