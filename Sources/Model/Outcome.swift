import Payments

/// How a payment ends.
public enum Outcome: Sendable, Hashable {
    case settled
    case refunded(ReasonCode)
    case rejected(ReasonCode)

    public var state: PaymentState {
        switch self {
        case .settled: .settled
        case .refunded: .refunded
        case .rejected: .rejected
        }
    }

    public var reason: ReasonCode? {
        switch self {
        case .settled: nil
        case .refunded(let reason), .rejected(let reason): reason
        }
    }

    /// `settled`, or `rejected/insufficient_funds`.
    public var label: String { reason.map { "\(state.rawValue)/\($0.rawValue)" } ?? state.rawValue }
}
