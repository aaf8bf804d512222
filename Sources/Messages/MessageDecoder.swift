import CloudEvents

/// Makes messages of records' values. Owns one JSON parser: one decoder per thread.
public final class MessageDecoder {
    private let maximumBytes: Int
    private let parser: JSONParser

    public init(maximumBytes: Int = 1 << 20) {
        self.maximumBytes = maximumBytes
        self.parser = JSONParser(maximumBytes: maximumBytes)
    }

    /// Decodes a value. `type` is the `ce_type` header; without one the value is version 1 of what the topic is for.
    public func decode(topic: String, type: String?, value: UnsafeRawBufferPointer) throws(MessageError) -> AnyMessage {
        guard value.count <= maximumBytes else {
            throw MessageError(.tooLarge, "\(value.count) bytes, at most \(maximumBytes)")
        }
        let read = try MessageDecoder.reader(topic: topic, type: type)
        return try read(parser.parse(value))
    }

    private typealias Reader = @Sendable (FieldReader) throws(MessageError) -> AnyMessage

    /// By type, so that the usual ones are found by one look-up.
    private static let readers: [String: Reader] = Dictionary(uniqueKeysWithValues: [
        reader(AnyMessage.paymentRequested),
        reader(AnyMessage.paymentCancelRequested),
        reader(AnyMessage.paymentRejected),
        reader(AnyMessage.walletDebited),
        reader(AnyMessage.billPaid),
        reader(AnyMessage.billFailed),
        reader(AnyMessage.walletCredited),
        reader(AnyMessage.notificationSend),
        reader(AnyMessage.accountRequested),
        reader(AnyMessage.contactUpdated),
        reader(AnyMessage.billerUpdated),
        reader(AnyMessage.billPresented),
        reader(AnyMessage.releaseRequested),
        reader(AnyMessage.decisionRequested),
        reader(AnyMessage.webhookUpdated),
        reader(AnyMessage.webhookRequested),
    ])

    private static func reader<Body: MessageBody>(
        _ wrap: @escaping @Sendable (Body) -> AnyMessage
    ) -> (String, Reader) {
        (Body.type, { fields throws(MessageError) in wrap(try Body(fields: fields)) })
    }

    private static func reader(topic: String, type: String?) throws(MessageError) -> Reader {
        if let reader = readers[type ?? "\(topic).v1"] { return reader }
        guard let type else { throw MessageError(.unknownType, "no type is given and the topic has none") }
        let name = EventType(type)?.name ?? type
        let isKnown = Catalogue.topics.contains { $0.name == name }
        throw isKnown
            ? MessageError(.unknownVersion, "a known type in an unknown version")
            : MessageError(.unknownType, "the type is not in the catalogue")
    }
}
