import Kafka
import Operations

/// Takes messages and keeps them.
final class RecordingSink: MessageSink {
    struct Sent: Equatable {
        var topic: String
        var key: String?
        var value: String
        var type: String?
    }

    var sent: [Sent] = []
    var failure: KafkaError?

    func send(_ message: LineMessage, number: Int) throws(KafkaError) {
        if let failure { throw failure }
        sent.append(
            Sent(
                topic: message.topic, key: message.key, value: String(decoding: message.value, as: UTF8.self),
                type: message.type))
    }

    func finish() throws(KafkaError) {}
}
