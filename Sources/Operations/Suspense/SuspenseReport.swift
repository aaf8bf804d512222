/// Money that could go neither to the payee nor back: what `giro suspense list` shows.
public struct SuspenseReport: Sendable, Encodable {
    public struct Payment: Sendable, Equatable, Encodable {
        public let payment: String
        public let kind: String
        public let amountMinor: Int64
        public let currency: String
        /// Why it could not go where it was meant to.
        public let reason: String
        public let since: Moment
        public let payer: String
        public let payee: String
        /// The payee's side was done. False: it could not be done, and the money was to go back to the payer.
        public let isForPayee: Bool

        /// Whose money it is.
        public var owner: String { isForPayee ? payee : payer }

        var amount: String { AmountText.of(amountMinor, currency) }
    }

    public struct Total: Sendable, Equatable, Encodable {
        public let currency: String
        public let payments: Int64
        public let amountMinor: Int64

        var text: String {
            let count = payments == 1 ? "1 payment" : "\(payments.grouped) payments"
            return "\(AmountText.of(amountMinor, currency)) of \(count)"
        }
    }

    public let at: Moment
    /// The oldest first, at most as many as were asked for.
    public let payments: [Payment]
    /// Of all of them.
    public let totals: [Total]

    /// `found` while there is money in suspense.
    public var status: ExitStatus { totals.isEmpty ? .done : .found }

    public func lines(paint: Paint) -> [String] {
        if totals.isEmpty { return ["Nothing is in suspense."] }
        var table = TextTable([
            .init("payment"), .init("kind"), .init("amount", .right), .init("whose", isFlexible: true),
            .init("why", isFlexible: true), .init("since", .right),
        ])
        for payment in payments {
            table.add([
                .init(payment.payment), .init(payment.kind), .init(payment.amount), .init(payment.owner),
                .init(payment.reason, .warning), .init(payment.since.age(at: at)),
            ])
        }
        let all = totals.reduce(0) { $0 + $1.payments }
        let rest = all - Int64(payments.count)
        return table.lines(paint: paint) + (rest > 0 ? ["and \(rest.grouped) more: --limit shows them"] : []) + [""]
            + ["In suspense: " + totals.map(\.text).joined(separator: ", ")]
    }
}

/// What became of a release from suspense, or would.
public struct SuspenseReleaseReport: Sendable, Encodable {
    public enum Outcome: String, Sendable, Encodable {
        /// Nothing was asked for yet.
        case planned
        case released
        /// The same was released to the same account before.
        case releasedBefore = "released_before"
        /// The wallet gave the message up; `detail` is the dead letter's code.
        case refused
        /// The wallet has not got to it in time.
        case pending
    }

    public let payment: String
    public let amount: String
    /// Whose money it was.
    public let owner: String
    public let account: String
    public internal(set) var outcome: Outcome
    public internal(set) var detail: String?
    /// In the operations log; nil while nothing was asked for.
    public internal(set) var operation: String?

    public var status: ExitStatus {
        switch outcome {
        case .planned, .released, .releasedBefore: .done
        case .refused, .pending: .found
        }
    }

    public var sentence: String {
        let money = "\(amount) of payment \(payment)"
        return switch outcome {
        case .planned: "\(money), which is \(owner)'s, would go to \(account)"
        case .released: "\(money) is released to \(account)"
        case .releasedBefore: "the money of payment \(payment) was released to \(account) before"
        case .refused: "the wallet refused: \(detail ?? "unknown"); the money stays in suspense"
        case .pending: "asked for, and the wallet has not got to it yet: giro trace \(payment) shows when it has"
        }
    }
}
