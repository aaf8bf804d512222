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
package final class NotificationDecoder: RecordDecoder {
    private let decoder = MessageDecoder()

    package init() {}

    package func decode(_ record: Record) throws(Refusal) -> NotificationMessage {
        try decode(
            topic: record.topic, type: record.header(CloudEventHeader.type), key: record.key, value: record.value)
    }

    package func decode(
        topic: String, type: String?, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer
    ) throws(Refusal) -> NotificationMessage {
        if topic == ContactUpdated.topic, value.isEmpty {
            guard let account = key.flatMap({ AccountID(utf8: $0) }) else {
                throw Refusal(code: "invalid_value", detail: "key")
            }
            return .contactRemoved(account)
        }
        let message: AnyMessage
        do {
            message = try decoder.decode(topic: topic, type: type, value: value)
        } catch {
            throw Refusal(code: error.code, detail: error.detail)
        }
        switch message {
        case .notificationSend(let body): return .send(body)
        case .contactUpdated(let body): return .contactUpdated(body)
        case .paymentRequested, .paymentCancelRequested, .paymentRejected, .walletDebited, .billPaid, .billFailed,
            .walletCredited, .accountRequested, .billerUpdated, .billPresented, .releaseRequested,
            .decisionRequested, .webhookUpdated, .webhookRequested:
            throw Refusal(code: "unexpected_type", detail: "messages of this type tell nobody anything")
        }
    }
}
