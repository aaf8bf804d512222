import Lane
import Messages

/// What the wallet listens to.
public enum WalletMessage: Sendable, Equatable {
    case paymentRequested(PaymentRequested)
    case billPaid(BillPaid)
    case billFailed(BillFailed)
    case accountRequested(AccountRequested)
    case releaseRequested(ReleaseRequested)
}

/// Reads the wallet's topics. One per thread.
final class WalletDecoder: RecordDecoder {
    private let decoder = MessageDecoder()

    func decode(_ record: Record) throws(Refusal) -> WalletMessage {
        let message: AnyMessage
        do {
            message = try decoder.decode(topic: record.topic, type: record.header("ce_type"), value: record.value)
        } catch {
            throw Refusal(code: error.code, detail: error.detail)
        }
        switch message {
        case .paymentRequested(let body): return .paymentRequested(body)
        case .billPaid(let body): return .billPaid(body)
        case .billFailed(let body): return .billFailed(body)
        case .accountRequested(let body): return .accountRequested(body)
        case .releaseRequested(let body): return .releaseRequested(body)
        case .paymentCancelRequested, .paymentRejected, .walletDebited, .walletCredited, .notificationSend,
            .contactUpdated, .billerUpdated, .billPresented, .decisionRequested, .webhookUpdated, .webhookRequested:
            throw Refusal(code: "unexpected_type", detail: "the wallet handles no messages of this type")
        }
    }
}
