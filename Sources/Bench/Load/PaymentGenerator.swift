import Messages
import Payments

/// Makes payments between wallets that were opened for the bench. The same seed gives the same payers and payees.
package struct PaymentGenerator {
    /// Who pays whom.
    package enum Pattern: Sendable {
        case uniform
        /// Every payment to account 0.
        case hotPayee
        /// Every payment from account 0.
        case hotPayer
    }

    private let accounts: Int
    private let pattern: Pattern
    private var random: SplitMix

    package init(accounts: Int, pattern: Pattern = .uniform, seed: UInt64) {
        precondition(accounts >= 2, "a payment needs a payer and a payee")
        self.accounts = accounts
        self.pattern = pattern
        random = SplitMix(state: seed)
    }

    /// A payment whose id says when it was due.
    package mutating func next(dueMicroseconds: Int64) -> PaymentRequested {
        let (payer, payee) = parties()
        return PaymentRequested(
            payment: DueID.make(dueMicroseconds: dueMicroseconds, random: &random), kind: .transfer,
            payer: Self.account(payer), payee: Self.account(payee), amountMinor: Int64(1 + random.next() % 10_000),
            currency: Self.currency, reference: "rent \(payee % 1_000)",
            requestedAt: Timestamp(microseconds: dueMicroseconds))
    }

    /// Opened with an overdraft that no run can use up: so no money has to be made before any can be paid.
    package static func opening(_ number: Int) -> AccountRequested {
        AccountRequested(
            account: account(number), action: .open, kind: .wallet, currency: Currency(currency),
            overdraftLimitMinor: MoneyLimits.maximumAmountMinor)
    }

    package static let currency = "EUR"

    package static func account(_ number: Int) -> AccountID {
        guard let account = AccountID("wallet:bench-\(number)") else { preconditionFailure("the form is a valid id") }
        return account
    }

    private mutating func parties() -> (payer: Int, payee: Int) {
        let one = Int(random.next() % UInt64(accounts))
        let step = 1 + Int(random.next() % UInt64(accounts - 1))
        let other = (one + step) % accounts
        switch pattern {
        case .uniform: return (one, other)
        case .hotPayee: return (step, 0)
        case .hotPayer: return (0, step)
        }
    }
}

/// Payment ids of UUID version 7 (RFC 9562) that carry the microsecond at which the payment was due: milliseconds in
/// the time field, the rest in the 12 bits behind it (method 3 of section 6.2).
package enum DueID {
    package static func make(dueMicroseconds: Int64, random: inout some RandomNumberGenerator) -> PaymentID {
        let milliseconds = dueMicroseconds / 1_000
        var id = PaymentID.timeOrdered(milliseconds: milliseconds, random: &random)
        id.high = id.high & ~0x0fff | UInt64(dueMicroseconds - milliseconds * 1_000)
        return id
    }

    package static func dueMicroseconds(of id: PaymentID) -> Int64 {
        Int64(id.high >> 16) * 1_000 + Int64(id.high & 0x0fff)
    }
}

/// SplitMix64: small, fast and the same everywhere. Source: Steele, Lea, Flood, OOPSLA 2014.
package struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
