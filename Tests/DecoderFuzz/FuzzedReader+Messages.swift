import CloudEvents
import Lane
import Messages

/// What comes over Kafka.
extension FuzzedReader {
    /// A value of one of the catalogue's topics: a message or a stable code, the same one each time; and what is a
    /// message can be written and read again.
    static func readMessage(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let topic = Catalogue.topics[Int(first) % Catalogue.topics.count].name
        let value = Array(bytes.dropFirst())
        let decoder = MessageDecoder()
        let outcome = decode(value, topic, decoder)
        precondition(outcome == decode(value, topic, decoder), "the same bytes, another outcome")
        if case .message(let message) = outcome {
            let again = decode(message.event().value, topic, decoder)
            precondition(again == outcome, "a message that cannot be written and read again")
        }
        // The gateway's bodies go through the same parser.
        if let object = try? JSONObject(value) {
            precondition((try? JSONObject(value)) == object, "the same bytes, another object")
            precondition(!object.canonical.isEmpty, "an object without content")
        }
    }

    private enum Outcome: Equatable {
        case message(AnyMessage)
        case refused(MessageError.Code)
    }

    private static func decode(
        _ value: [UInt8], _ topic: String, _ decoder: MessageDecoder
    ) -> Outcome {
        value.withUnsafeBytes { bytes in
            do throws(MessageError) {
                return .message(try decoder.decode(topic: topic, type: nil, value: bytes))
            } catch {
                return .refused(error.kind)
            }
        }
    }

    /// Headers as the outbox keeps them, and the text forms of identifiers that headers carry.
    static func readHeaderBlock(_ bytes: [UInt8]) {
        let headers = HeaderBlock.decode(bytes)
        let again = HeaderBlock.decode(HeaderBlock.encode(headers))
        precondition(headers.map(\.name) == again.map(\.name), "names differ after writing and reading")
        precondition(headers.map(\.value) == again.map(\.value), "values differ after writing and reading")
        let text = String(decoding: bytes, as: UTF8.self)
        if let type = EventType(text) { precondition(!type.name.isEmpty, "a type without a name") }
    }

    /// What is masked once has nothing left to be masked.
    static func redact(_ bytes: [UInt8]) {
        let masked = Redaction.masked(bytes)
        precondition(masked.changed || masked.bytes == bytes, "changed, and it does not say so")
    }
}
