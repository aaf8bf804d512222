import Payments

/// What is known after asking a biller.
public enum BillerOutcome: Sendable, Equatable {
    /// It has taken the payment, in the amount and currency that were asked for.
    case accepted(receipt: String?)
    /// It said no, for good.
    case refused(ReasonCode)
    /// It was only asked, and has never heard of the payment.
    case unseen
    /// Nobody can tell yet: ask again.
    case unknown(BillerDoubt)
}

/// Why an outcome is unknown.
public struct BillerDoubt: Sendable, Equatable {
    /// Stable, in snake case.
    public var code: String
    /// Whether the biller's turn came at all. What only stood in line is asked again soon, however often that happens.
    public var wasTried: Bool
    /// Whether this try may have put an order before the biller.
    public var wasSent: Bool
    /// The answer contradicts what was asked: somebody should look.
    public var isSuspicious: Bool
    /// Before that, asking again is of no use.
    public var retryAfter: Duration

    public init(
        _ code: String, wasTried: Bool = true, wasSent: Bool = false, isSuspicious: Bool = false,
        retryAfter: Duration = .zero
    ) {
        self.code = code
        self.wasTried = wasTried
        self.wasSent = wasSent
        self.isSuspicious = isSuspicious
        self.retryAfter = retryAfter
    }
}
