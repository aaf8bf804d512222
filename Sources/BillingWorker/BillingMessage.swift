import CloudEvents
import Lane
import Messages

/// What billing listens to.
public enum BillingMessage: Sendable, Equatable {
    case walletDebited(WalletDebited)
    case billerUpdated(BillerUpdated)
    case cancelRequested(PaymentCancelRequested)
    case billPresented(BillPresented)
    case decisionRequested(DecisionRequested)
}

/// Reads billing's topics. One per thread.
final class BillingDecoder: RecordDecoder {
    private let decoder = MessageDecoder()

    func decode(_ record: Record) throws(Refusal) -> BillingMessage {
        let message: AnyMessage
        do {
            let type = record.header(CloudEventHeader.type)
            message = try decoder.decode(topic: record.topic, type: type, value: record.value)
        } catch {
            throw Refusal(code: error.code, detail: error.detail)
        }
        switch message {
        case .walletDebited(let body): return .walletDebited(body)
        case .billerUpdated(let body): return .billerUpdated(body)
        case .paymentCancelRequested(let body): return .cancelRequested(body)
        case .billPresented(let body): return .billPresented(body)
        case .decisionRequested(let body): return .decisionRequested(body)
        case .paymentRequested, .paymentRejected, .billPaid, .billFailed, .walletCredited, .notificationSend,
            .accountRequested, .contactUpdated, .releaseRequested, .webhookUpdated, .webhookRequested:
            throw Refusal(code: "unexpected_type", detail: "billing handles no messages of this type")
        }
    }
}
