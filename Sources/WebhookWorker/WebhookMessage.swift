import CloudEvents
import Lane
import Messages

/// What the webhook worker listens to.
public enum WebhookMessage: Sendable, Equatable {
    case payment(PaymentNote)
    case updated(WebhookUpdated)
    case requested(WebhookRequested)
}

/// Reads the webhook worker's topics. One per thread.
final class WebhookDecoder: RecordDecoder {
    private let decoder = MessageDecoder()

    func decode(_ record: Record) throws(Refusal) -> WebhookMessage {
        let message: AnyMessage
        do {
            message = try decoder.decode(
                topic: record.topic, type: record.header(CloudEventHeader.type), value: record.value)
        } catch {
            throw Refusal(code: error.code, detail: error.detail)
        }
        guard let read = WebhookMessage(message) else {
            throw Refusal(code: "unexpected_type", detail: "endpoints are told nothing of messages of this type")
        }
        // The copies of a replay have their originals' time.
        guard case .payment(var note) = read, record.header("giro-replay") != nil else { return read }
        note.repeats = note.repeats ?? record.timestamp
        return .payment(note)
    }
}

extension WebhookMessage {
    /// Nil for a message that is of no interest to endpoints.
    public init?(_ message: AnyMessage) {
        switch message {
        case .webhookUpdated(let body): self = .updated(body)
        case .webhookRequested(let body): self = .requested(body)
        default:
            guard let note = PaymentNote(message) else { return nil }
            self = .payment(note)
        }
    }
}
