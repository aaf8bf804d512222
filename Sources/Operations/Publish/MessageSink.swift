import CloudEvents
import Kafka
import Payments

/// Where messages go.
package protocol MessageSink {
    func send(_ message: LineMessage, number: Int) throws(KafkaError)
    /// Returns once everything sent is safe.
    func finish() throws(KafkaError)
}

/// An idempotent producer: each message once and in order, also over a broker's restart.
final class KafkaSink: MessageSink {
    private let producer: Producer
    /// Names this run in `ce_id`.
    private let run: String
    private let time: String

    init(_ configuration: ClientConfiguration) throws(KafkaError) {
        producer = try Producer(configuration, mode: .idempotent)
        let now = Timestamp.now()
        run = PaymentID.timeOrdered(milliseconds: now.microseconds / 1_000).description
        time = now.description
    }

    func send(_ message: LineMessage, number: Int) throws(KafkaError) {
        let headers = headers(of: message, number: number)
        // Closures of the standard library lose an error's type, so it travels as a result.
        let result = message.value.withUnsafeBytes { value in
            Array((message.key ?? "").utf8).withUnsafeBytes { key in
                Result { () throws(KafkaError) in
                    try producer.send(
                        topic: message.topic, key: message.key == nil ? nil : key, value: value, headers: headers)
                }
            }
        }
        try result.get()
        if number.isMultiple(of: 1_000) { producer.poll() }
    }

    func finish() throws(KafkaError) {
        try producer.flush(timeoutMilliseconds: 60_000)
    }

    private func headers(of message: LineMessage, number: Int) -> Headers {
        guard let type = message.type else { return Headers(expected: 0) }
        let headers = Headers(expected: 6)
        headers.add(CloudEventHeader.specVersion, CloudEventHeader.specVersionValue)
        headers.add(CloudEventHeader.id, "\(run)-\(number)")
        headers.add(CloudEventHeader.source, "/giro/publish")
        headers.add(CloudEventHeader.type, type)
        headers.add(CloudEventHeader.time, time)
        headers.add(CloudEventHeader.contentType, CloudEventHeader.contentTypeValue)
        return headers
    }
}
