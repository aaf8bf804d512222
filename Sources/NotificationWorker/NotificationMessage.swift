import CloudEvents
import Lane
import Messages
import Payments

/// What the notification worker listens to.
public enum NotificationMessage: Sendable, Equatable {
    case send(NotificationSend)
    case contactUpdated(ContactUpdated)
    /// A record of `contact.updated` without a value: the topic is compacted, and this is how a contact is taken back.
    case contactRemoved(AccountID)
}

/// Reads the notification worker's topics. One per thread.
final class NotificationDecoder: RecordDecoder {
    private let decoder = MessageDecoder()

    func decode(_ record: Record) throws(Refusal) -> NotificationMessage {
        if record.topic == ContactUpdated.topic, record.value.isEmpty {
            guard let account = record.key.flatMap({ AccountID(utf8: $0) }) else {
                throw Refusal(code: "invalid_value", detail: "key")
            }
            return .contactRemoved(account)
        }
        let message: AnyMessage
        do {
            message = try decoder.decode(
                topic: record.topic, type: record.header(CloudEventHeader.type), value: record.value)
        } catch {
            throw Refusal(code: error.code, detail: error.detail)
        }
        switch message {
        case .notificationSend(let body): return .send(body)
        case .contactUpdated(let body): return .contactUpdated(body)
        case .paymentRequested, .paymentRejected, .walletDebited, .billPaid, .billFailed, .walletCredited,
            .accountRequested, .billerUpdated:
            throw Refusal(code: "unexpected_type", detail: "messages of this type tell nobody anything")
        }
    }
}
