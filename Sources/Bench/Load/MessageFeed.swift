import Kafka
import Messages

/// Publishes the bench's messages.
final class MessageFeed {
    private let producer: Producer
    private(set) var sent = 0

    init(_ configuration: ClientConfiguration) throws {
        producer = try Producer(configuration, mode: .idempotent)
    }

    func send(_ message: some MessageBody) throws {
        let noHeaders = Headers(expected: 0)
        var key = message.key
        let value = message.json()
        try key.withUTF8 { key in
            try value.withUnsafeBytes { value in
                try producer.send(
                    topic: type(of: message).topic, key: UnsafeRawBufferPointer(key), value: value, headers: noHeaders)
            }
        }
        sent += 1
    }

    /// Serves what librdkafka has to say, without waiting.
    func poll() { producer.poll() }

    /// Waits until everything is on its topic.
    func flush() throws { try producer.flush(timeoutMilliseconds: 30_000) }
}
