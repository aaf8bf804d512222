import CloudEvents

/// What every message type is: a flat JSON object with a topic of its own.
public protocol MessageBody: Sendable, Equatable {
    /// The topic, which is the type's name too.
    static var topic: String { get }
    static var version: Int { get }

    /// The record's key.
    var key: String { get }
    /// The payment the message is about, or empty.
    var subject: String { get }

    init(fields: FieldReader) throws(MessageError)
    func write(to writer: inout JSONWriter)
}

extension MessageBody {
    public static var version: Int { 1 }

    /// As `ce_type` says it: `wallet.debited.v1`.
    public static var type: String { EventType(name: topic, version: version).text }

    public var subject: String { "" }

    /// The message as JSON.
    public func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 384)
        writer.begin()
        write(to: &writer)
        writer.end()
        return writer.bytes
    }

    public func event() -> CloudEvent {
        CloudEvent(type: Self.type, topic: Self.topic, key: key, subject: subject, value: json())
    }
}
