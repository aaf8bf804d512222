/// An event on its way out: CloudEvents 1.0, binary mode (attributes in record headers, JSON as the record's value).
///
/// `source` and `id` are added by the lane that publishes it.
public struct CloudEvent: Sendable, Equatable {
    /// Name and version, as `wallet.debited.v1`.
    public var type: String
    public var topic: String
    /// The record's key. It decides the partition, and so what stays in order with what.
    public var key: String
    /// The payment's id, or empty when the event is about no payment.
    public var subject: String
    /// JSON.
    public var value: [UInt8]

    public init(type: String, topic: String, key: String, subject: String, value: [UInt8]) {
        self.type = type
        self.topic = topic
        self.key = key
        self.subject = subject
        self.value = value
    }
}
