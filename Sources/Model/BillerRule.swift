import Payments

/// One rule of the biller simulator: what it does with payments whose `bill` begins with a prefix. A bill carries the
/// biller's number there, a top-up the source's, a withdrawal the rail's. So good and bad payments meet at the same
/// biller, as they do in life: one of its own for each behaviour would look like a biller that never answers.
public struct BillerRule: Sendable, Equatable {
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

    public let billPrefix: String
    public let behaviour: Behaviour

    /// Every rule; a payment that matches none is accepted.
    public static let all: [BillerRule] =
        refusals + [
            BillerRule(billPrefix: late, behaviour: .late(milliseconds: 300)),
            BillerRule(billPrefix: failing, behaviour: .failing(times: 2)),
            BillerRule(billPrefix: dropping, behaviour: .dropping(times: 1)),
            BillerRule(billPrefix: twice, behaviour: .twice),
        ]

    /// Whether it brings a payment about, but later or with trouble.
    package var isTrouble: Bool {
        if case .refuse = behaviour { false } else { true }
    }

    static let refusals: [BillerRule] = [
        BillerRule(billPrefix: declined, behaviour: .refuse(.billerRefused)),
        BillerRule(billPrefix: "NOBILL-", behaviour: .refuse(.billNotFound)),
        BillerRule(billPrefix: "AMOUNT-", behaviour: .refuse(.amountMismatch)),
        BillerRule(billPrefix: "PAID-", behaviour: .refuse(.alreadyPaid)),
        BillerRule(billPrefix: "EXPIRED-", behaviour: .refuse(.expired)),
    ]
    static let declined = "REF-"
    static let late = "LATE-"
    static let failing = "ERR-"
    static let dropping = "DROP-"
    static let twice = "TWICE-"
    /// Treated as any other.
    static let invoice = "INV-"
    static let authorisation = "AUTH-"
}
