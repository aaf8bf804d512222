/// Where a payment is.
///
///     requested -> rejected
///     requested -> debited -> paid   -> settled | refunded | suspended
///                          -> failed -> refunded | suspended
public enum PaymentState: String, Sendable, CaseIterable {
    case requested
    /// The money has left the payer and is held in clearing.
    case debited
    /// The payee's side is done; the money is still in clearing.
    case paid
    /// The payee's side cannot be done; the money is still in clearing.
    case failed
    /// The money is with the payee.
    case settled
    /// The money is with the payer again.
    case refunded
    /// The money is in suspense: neither payee nor payer could take it.
    case suspended
    /// Nothing moved.
    case rejected

    /// No event leads out of it.
    public var isFinal: Bool {
        switch self {
        case .settled, .refunded, .suspended, .rejected: true
        case .requested, .debited, .paid, .failed: false
        }
    }

    /// The state of a payment of which this event is the first thing heard.
    public init(first event: PaymentEvent) {
        self =
            switch event {
            case .requested: .requested
            case .rejected: .rejected
            case .debited: .debited
            case .paid: .paid
            case .failed: .failed
            case .settled: .settled
            case .refunded: .refunded
            case .suspended: .suspended
            }
    }
}

/// What can be heard of a payment. Events come from several topics, so they may arrive in any order, and more than
/// once.
public enum PaymentEvent: String, Sendable, CaseIterable {
    case requested
    case rejected
    case debited
    case paid
    case failed
    case settled
    case refunded
    case suspended
}
