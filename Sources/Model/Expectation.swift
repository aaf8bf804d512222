import Payments

/// What must be true once every line of a workload is applied and every payment is final.
public struct Expectation: Sendable, Equatable {
    /// What a biller must have done, each payment once however often it was asked.
    public struct BillerEffect: Sendable, Equatable {
        public var accepted = 0
        public var acceptedMinor: Int64 = 0
        public var refused = 0

        public init() {}
    }

    public var seed: UInt64
    /// `payment.requested` lines of every sort.
    public var lines: Int
    /// Distinct payments: lines without duplicates, conflicts and malformed ones.
    public var payments: Int
    public var duplicates: Int
    /// Of every account that was opened, in minor units: a logical account's, whatever parts it is kept in.
    public var balances: [AccountID: Int64]
    public var currencies: [AccountID: Currency]
    /// Kind, then `settled`, `refunded/<reason>` or `rejected/<reason>`.
    public var statesByKind: [PaymentKind: [String: Int]]
    /// Worker, then code.
    public var deadLetters: [String: [String: Int]]
    /// By kind of notification: what `notification.send` must carry.
    public var notifications: [String: Int]
    /// The same, of those whose recipient has a mail address. The others are undeliverable.
    public var mails: [String: Int]
    public var billerEffects: [AccountID: BillerEffect]

    /// Over all kinds: how many payments end so.
    public func count(_ label: String) -> Int { statesByKind.values.reduce(0) { $0 + ($1[label] ?? 0) } }

    /// The sum of all balances of a currency. Zero, because money only moves.
    public func total(_ currency: Currency) -> Int64 {
        balances.reduce(0) { currencies[$1.key] == currency ? $0 + $1.value : $0 }
    }
}
