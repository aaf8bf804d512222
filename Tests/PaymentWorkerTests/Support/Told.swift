import CloudEvents
import Messages
import Testing

extension [CloudEvent] {
    /// The notifications among them, decoded.
    func notifications() throws -> [NotificationSend] {
        let decoder = MessageDecoder()
        return try map { event in
            let message = try event.value.withUnsafeBytes { bytes throws(MessageError) in
                try decoder.decode(topic: event.topic, type: event.type, value: bytes)
            }
            guard case .notificationSend(let notification) = message else {
                throw MessageError(.unknownType, "not a notification")
            }
            #expect(event.key == notification.recipient.text)
            #expect(event.subject == notification.payment.description)
            return notification
        }
    }
}

extension NotificationSend {
    /// All of it but the payment, to be compared.
    var words: String {
        "\(kind.rawValue) \(recipient) \(amountMinor) \(currency) \(counterparty?.text ?? "-") \(reference ?? "-") "
            + "\(reason?.rawValue ?? "-")"
    }

    var kindAndRecipient: String { "\(kind.rawValue) \(recipient)" }
}
