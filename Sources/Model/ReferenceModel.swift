import Payments

/// What the right result is: one payment after the other, on plain balances, with no topics, lanes or ledgers.
///
/// It follows the rules of the flow as they are written for people, and shares no rule with the workers. It decides
/// each payment to its end at once, which is right because a workload's outcomes do not depend on interleaving.
public struct ReferenceModel {
    private struct Account {
        var kind: AccountKind
        var currency: Currency
        var state: AccountState
        var balanceMinor: Int64
        var overdraftLimitMinor: Int64
    }

    private var accounts: [AccountID: Account] = [:]
    private var billers: [AccountID: Bool] = [:]
    private var contacts: Set<AccountID> = []
    private var remembered = RecentOrders()
    private var tally = Tally()

    public init() {}

    /// The end of a payment heard of for the first time; nil for every other line.
    @discardableResult
    public mutating func apply(_ meaning: Meaning) -> Outcome? {
        switch meaning {
        case .account(let order): apply(order)
        case .contact(let account): contacts.insert(account)
        case .biller(let account, let isEnabled): billers[account] = isEnabled
        case .malformed(let code): tally.malformed(code)
        case .payment(let order): return apply(order)
        case .cancellation: break
        }
        return nil
    }

    /// - Parameter cancelled: payments that would have been settled, had their payers not asked for them in time. When
    ///   that is, is not the model's to say; what follows from it, is.
    public func expectation(seed: UInt64, cancelled: [PaymentOrder] = []) -> Expectation {
        var (accounts, tally) = (accounts, tally)
        for order in cancelled {
            accounts[order.payer]?.balanceMinor += order.amountMinor
            accounts[order.payee]?.balanceMinor -= order.amountMinor
            tally.takeBack(order, isContact: contacts.contains, from: order.payee(asked: order.kind))
        }
        return tally.expectation(seed: seed, balances: accounts.mapValues { ($0.currency, $0.balanceMinor) })
    }

    private mutating func apply(_ order: AccountOrder) {
        switch order.action {
        case .open(let kind, let currency, let overdraftLimitMinor):
            accounts[order.account] = Account(
                kind: kind, currency: currency, state: .open, balanceMinor: 0, overdraftLimitMinor: overdraftLimitMinor)
        case .freeze: accounts[order.account]?.state = .frozen
        case .unfreeze: accounts[order.account]?.state = .open
        case .close: accounts[order.account]?.state = .closed
        }
    }

    private mutating func apply(_ order: PaymentOrder) -> Outcome? {
        switch remembered.remember(order) {
        case .first: break
        case .duplicate:
            tally.duplicate()
            return nil
        case .conflict:
            tally.conflict()
            return nil
        }
        let outcome = decide(order)
        if outcome == .settled {
            accounts[order.payer]?.balanceMinor -= order.amountMinor
            accounts[order.payee]?.balanceMinor += order.amountMinor
        }
        tally.payment(order, outcome, isContact: contacts.contains)
        if order.kind != .transfer, outcome.state != .rejected, billers[order.payee(asked: order.kind)] == true {
            tally.effect(at: order.payee(asked: order.kind), order, outcome)
        }
        return outcome
    }

    private func decide(_ order: PaymentOrder) -> Outcome {
        if let reason = refusal(order) { return .rejected(reason) }
        if order.kind == .transfer { return .settled }
        let biller = order.payee(asked: order.kind)
        guard let isEnabled = billers[biller] else { return .refunded(.billerUnknown) }
        guard isEnabled else { return .refunded(.billerDisabled) }
        let rule = BillerRule.all.first { (order.bill ?? "").hasPrefix($0.billPrefix) }
        if case .refuse(let reason) = rule?.behaviour { return .refunded(reason) }
        return .settled
    }

    /// Why nothing may move, or nil.
    private func refusal(_ order: PaymentOrder) -> ReasonCode? {
        if order.amountMinor < 1 { return .invalidAmount }
        if order.amountMinor > 1_000_000_000_000_000 { return .limitExceeded }
        guard let currency = Currency(order.currency) else { return .unknownCurrency }
        if order.payer == order.payee { return .payerIsPayee }
        guard let payer = accounts[order.payer], let payee = accounts[order.payee] else { return .accountNotFound }
        switch (order.kind, payer.kind, payee.kind) {
        case (.transfer, .wallet, .wallet), (.bill, .wallet, .biller), (.topup, .external, .wallet),
            (.withdrawal, .wallet, .external):
            break
        default: return .kindNotAllowed
        }
        if payer.state == .closed || payee.state == .closed { return .accountClosed }
        if payer.state == .frozen { return .accountFrozen }
        if payer.currency != currency || payee.currency != currency { return .currencyMismatch }
        let isFunded = payer.balanceMinor - order.amountMinor >= -payer.overdraftLimitMinor
        return payer.kind == .external || isFunded ? nil : .insufficientFunds
    }
}

extension PaymentOrder {
    /// Whom billing calls: the biller for a bill, the source for a top-up, the rail for a withdrawal.
    fileprivate func payee(asked kind: PaymentKind) -> AccountID { kind == .topup ? payer : payee }
}
