import Messages
import Payments

/// What one message says about a payment, whatever topic it came on.
public struct PaymentNews: Sendable, Equatable {
    public let payment: PaymentID
    public let event: PaymentEvent
    let facts: PaymentFacts
    let reason: ReasonCode?
    /// Only requests and debits have them.
    let details: PaymentDetails?
    let requestedAt: Timestamp?

    /// Nil for a message that is about no payment's progress.
    public init?(_ message: AnyMessage) {
        switch message {
        case .paymentRequested(let body):
            self.init(
                body.payment, .requested, PaymentFacts(body),
                details: PaymentDetails(reference: body.reference), requestedAt: body.requestedAt)
        case .paymentRejected(let body):
            self.init(body.payment, .rejected, PaymentFacts(body), reason: body.reason)
        case .walletDebited(let body):
            self.init(
                body.payment, .debited, PaymentFacts(body), details: PaymentDetails(reference: body.reference))
        case .billPaid(let body):
            self.init(body.payment, .paid, PaymentFacts(body))
        case .billFailed(let body):
            self.init(body.payment, .failed, PaymentFacts(body), reason: body.reason)
        case .walletCredited(let body):
            self.init(body.payment, Self.event(body.outcome), PaymentFacts(body), reason: body.reason)
        case .paymentCancelRequested, .notificationSend, .accountRequested, .contactUpdated, .billerUpdated,
            .billPresented, .releaseRequested, .decisionRequested, .webhookUpdated, .webhookRequested:
            return nil
        }
    }

    private init(
        _ payment: PaymentID, _ event: PaymentEvent, _ facts: PaymentFacts, reason: ReasonCode? = nil,
        details: PaymentDetails? = nil, requestedAt: Timestamp? = nil
    ) {
        self.payment = payment
        self.event = event
        self.facts = facts
        self.reason = reason
        self.details = details
        self.requestedAt = requestedAt
    }

    private static func event(_ outcome: WalletCredited.Outcome) -> PaymentEvent {
        switch outcome {
        case .settled: .settled
        case .refunded: .refunded
        case .suspended: .suspended
        }
    }

    var authority: Authority {
        switch event {
        case .requested: .request
        case .paid, .failed: .billing
        case .rejected, .debited, .settled, .refunded, .suspended: .wallet
        }
    }
}

/// Whose word counts about a payment's facts when two differ. The wallet holds the money, so what it says is what
/// moved.
enum Authority: Int16, Comparable {
    case request = 0
    case billing = 1
    case wallet = 2

    static func < (left: Authority, right: Authority) -> Bool { left.rawValue < right.rawValue }
}

/// What only the request and the debit carry.
struct PaymentDetails: Sendable, Equatable {
    /// The payer's words to the payee.
    let reference: String?
}
