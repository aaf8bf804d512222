import Payments

/// One rule of the biller simulator: what it does with the payments that match.
public struct BillerRule: Sendable, Equatable {
    public enum Match: Sendable, Equatable {
        /// The bill's reference begins so.
        case billPrefix(String)
        /// Everything this biller or source is asked for.
        case biller(AccountID)
    }

    public enum Behaviour: Sendable, Equatable {
        case refuse(ReasonCode)
        case late(milliseconds: Int)
        /// Answers 503 this many times, without doing the work, before it does it.
        case failing(times: Int)
        /// Does the work and drops the connection this many times instead of answering.
        case dropping(times: Int)
        /// Answers the same request twice.
        case twice
    }

    public let match: Match
    public let behaviour: Behaviour

    /// Every rule; a payment that matches none is accepted.
    public static let all =
        forBills.map { BillerRule(match: .billPrefix($0.prefix), behaviour: $0.behaviour) } + forSources

    /// What the references of bills begin with to be treated so.
    static let forBills: [(prefix: String, behaviour: Behaviour)] =
        refusals.map { ($0.prefix, .refuse($0.reason)) }
        + [
            (late, .late(milliseconds: 300)), (failing, .failing(times: 2)), (dropping, .dropping(times: 1)),
            (twice, .twice),
        ]

    static let refusals: [(prefix: String, reason: ReasonCode)] = [
        ("REF-", .billerRefused), ("NOBILL-", .billNotFound), ("AMOUNT-", .amountMismatch), ("PAID-", .alreadyPaid),
        ("EXPIRED-", .expired),
    ]
    static let late = "LATE-"
    static let failing = "ERR-"
    static let dropping = "DROP-"
    static let twice = "TWICE-"

    private static let forSources = Biller.all.compactMap { source in
        source.behaviour.map { BillerRule(match: .biller(source.account), behaviour: $0) }
    }

    func matches(biller: AccountID, bill: String?) -> Bool {
        switch match {
        case .billPrefix(let prefix): bill?.hasPrefix(prefix) ?? false
        case .biller(let account): account == biller
        }
    }
}
