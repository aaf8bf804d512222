import Messages
import Payments

/// What a worker would make of a message that it gets once more.
enum Effect {
    /// Its effect is there: nothing changes.
    case applied
    /// Its effect is not there: it would be applied now.
    case change
    /// It contradicts what is known: it would be a dead letter, or a recorded contradiction.
    case conflict
    /// Operators may not see what it would change.
    case untold
}

/// Messages to ask about together, by what their natural keys are.
struct EffectQuestions {
    struct Question {
        let message: AnyMessage
        let timestampMilliseconds: Int64
    }

    private(set) var questions: [Question] = []
    var count: Int { questions.count }
    var isEmpty: Bool { questions.isEmpty }

    mutating func add(_ message: AnyMessage, timestampMilliseconds: Int64) {
        questions.append(Question(message: message, timestampMilliseconds: timestampMilliseconds))
    }

    mutating func removeAll() { questions.removeAll(keepingCapacity: true) }
}

extension AnyMessage {
    /// The payment that it is about.
    var payment: PaymentID? {
        switch self {
        case .paymentRequested(let body): body.payment
        case .paymentCancelRequested(let body): body.payment
        case .paymentRejected(let body): body.payment
        case .walletDebited(let body): body.payment
        case .billPaid(let body): body.payment
        case .billFailed(let body): body.payment
        case .walletCredited(let body): body.payment
        case .notificationSend(let body): body.payment
        case .releaseRequested(let body): body.payment
        case .decisionRequested(let body): body.payment
        case .accountRequested, .contactUpdated, .billerUpdated, .billPresented, .webhookUpdated, .webhookRequested:
            nil
        }
    }

    /// The payment worker's word for what it tells.
    var event: String? {
        switch self {
        case .paymentRequested: "requested"
        case .paymentRejected: "rejected"
        case .walletDebited: "debited"
        case .billPaid: "paid"
        case .billFailed: "failed"
        case .walletCredited(let body): body.outcome.rawValue
        case .paymentCancelRequested, .notificationSend, .accountRequested, .contactUpdated, .billerUpdated,
            .billPresented, .releaseRequested, .decisionRequested, .webhookUpdated, .webhookRequested:
            nil
        }
    }
}
