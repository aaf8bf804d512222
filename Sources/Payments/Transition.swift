/// What an event does to a payment's state.
public enum Transition: Sendable, Equatable {
    case moved(PaymentState)
    /// A repetition, or news of an earlier step that has arrived late.
    case unchanged
    /// No legal life of a payment has both. The state stays; an operator should be told.
    case contradiction
}

extension PaymentState {
    /// The state only moves forward, so the events of a legal life lead to the same state in whatever order they
    /// arrive.
    public func applying(_ event: PaymentEvent) -> Transition {
        let other = PaymentState(first: event)
        if other == self { return .unchanged }
        if other.canFollow(self) { return .moved(other) }
        return canFollow(other) ? .unchanged : .contradiction
    }

    /// Whether a legal life passes through `earlier` and, at once or later, comes to this state.
    private func canFollow(_ earlier: PaymentState) -> Bool {
        switch self {
        case .requested: false
        case .debited, .rejected: earlier == .requested
        case .paid, .failed: earlier == .requested || earlier == .debited
        case .settled: earlier == .requested || earlier == .debited || earlier == .paid
        case .refunded, .suspended: earlier.isBeforeRelease
        }
    }

    /// Money given back or suspended may have been on either way.
    private var isBeforeRelease: Bool {
        switch self {
        case .requested, .debited, .paid, .failed: true
        case .settled, .refunded, .suspended, .rejected: false
        }
    }
}
