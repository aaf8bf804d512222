import Payments

/// An endpoint's owner wants something sent now.
public struct WebhookRequested: MessageBody {
    public static let topic = "webhook.requested"

    public enum Action: String, Sendable, CaseIterable {
        /// A message of type `webhook.ping`, to see whether the endpoint answers.
        case ping
        /// A delivery that has ended, once more.
        case resend
    }

    /// The endpoint's id.
    public var webhook: PaymentID
    public var action: Action
    /// The delivery to send again; of a ping, the one to make.
    public var delivery: PaymentID

    public init(webhook: PaymentID, action: Action, delivery: PaymentID) {
        self.webhook = webhook
        self.action = action
        self.delivery = delivery
    }

    public init(fields: FieldReader) throws(MessageError) {
        self.webhook = try fields.webhook()
        self.action = try fields.required("action", fields.choice("action"))
        self.delivery = try fields.required("delivery", fields.parsed("delivery") { PaymentID(utf8: $0) })
    }

    public func write(to writer: inout JSONWriter) {
        writer.field("webhook", webhook)
        writer.field("action", action)
        writer.field("delivery", delivery)
    }

    public var key: String { webhook.description }
}
