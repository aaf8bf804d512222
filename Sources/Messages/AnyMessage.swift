import CloudEvents

/// Any message, decoded.
public enum AnyMessage: Sendable, Equatable {
    case paymentRequested(PaymentRequested)
    case paymentCancelRequested(PaymentCancelRequested)
    case paymentRejected(PaymentRejected)
    case walletDebited(WalletDebited)
    case billPaid(BillPaid)
    case billFailed(BillFailed)
    case walletCredited(WalletCredited)
    case notificationSend(NotificationSend)
    case accountRequested(AccountRequested)
    case contactUpdated(ContactUpdated)
    case billerUpdated(BillerUpdated)
    case billPresented(BillPresented)
    case releaseRequested(ReleaseRequested)
    case decisionRequested(DecisionRequested)
    case webhookUpdated(WebhookUpdated)
    case webhookRequested(WebhookRequested)

    public var body: any MessageBody {
        switch self {
        case .paymentRequested(let body): body
        case .paymentCancelRequested(let body): body
        case .paymentRejected(let body): body
        case .walletDebited(let body): body
        case .billPaid(let body): body
        case .billFailed(let body): body
        case .walletCredited(let body): body
        case .notificationSend(let body): body
        case .accountRequested(let body): body
        case .contactUpdated(let body): body
        case .billerUpdated(let body): body
        case .billPresented(let body): body
        case .releaseRequested(let body): body
        case .decisionRequested(let body): body
        case .webhookUpdated(let body): body
        case .webhookRequested(let body): body
        }
    }

    public func event() -> CloudEvent { body.event() }
}
