import Synchronization

/// The simulated biller's memory: decides what each request does and what it is answered, idempotently.
final class Ledger: Sendable {
    /// What happens on the wire.
    enum Reaction: Sendable, Equatable {
        /// `isNew`: this request did the work.
        case answer(Verdict, after: Duration = .zero, isNew: Bool = false)
        /// The same answer twice on one connection.
        case answerTwice(Verdict, second: Verdict)
        case unavailable
        case conflict
        case unknown
        case full
        case drop
        case hold
    }

    /// What a payment came to.
    enum Verdict: Sendable, Equatable {
        case accepted(Order, receipt: String, isDuplicate: Bool)
        case refused(reason: String)
        case pending
    }

    struct Key: Hashable {
        let biller: String
        let payment: String
    }

    struct Account {
        let order: Order
        var entry: LedgerEntry
        /// Requests that were failed on purpose.
        var faults = 0
        /// Late work is ready then.
        var readyAt: ContinuousClock.Instant?
    }

    struct State {
        var rules: Rules
        var accounts: [Key: Account] = [:]
    }

    private let state: Mutex<State>
    private let maximumPayments: Int

    init(rules: Rules, maximumPayments: Int) {
        state = Mutex(State(rules: rules))
        self.maximumPayments = maximumPayments
    }

    var rules: Rules { state.withLock { $0.rules } }

    func replace(rules: Rules) {
        state.withLock { $0.rules = rules }
    }

    /// Ordered by payment, then biller.
    func report() -> LedgerReport {
        let entries = state.withLock { state in state.accounts.values.map(\.entry) }
        return LedgerReport(payments: entries.sorted { ($0.payment, $0.biller) < ($1.payment, $1.biller) })
    }

    func put(_ instruction: Instruction, now: ContinuousClock.Instant = .now) -> Reaction {
        state.withLock { state in
            let key = Key(biller: instruction.biller, payment: instruction.order.payment)
            if state.accounts[key] == nil, state.accounts.count >= maximumPayments { return .full }
            var account = state.accounts[key] ?? Account(instruction)
            defer { state.accounts[key] = account }
            account.entry.requests += 1
            guard account.order == instruction.order else {
                account.entry.conflicts += 1
                return .conflict
            }
            return account.put(state.rules.behaviour(for: instruction), now: now)
        }
    }

    func get(biller: String, payment: String, now: ContinuousClock.Instant = .now) -> Reaction {
        state.withLock { state in
            let key = Key(biller: biller, payment: payment)
            guard var account = state.accounts[key] else { return .unknown }
            defer { state.accounts[key] = account }
            account.entry.requests += 1
            let instruction = Instruction(biller: biller, order: account.order)
            return account.get(state.rules.behaviour(for: instruction), now: now)
        }
    }
}
