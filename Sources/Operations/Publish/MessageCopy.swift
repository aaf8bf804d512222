import Kafka

/// A message that goes onto a topic once more.
struct MessageCopy {
    let topic: String
    /// Nil lets the key decide.
    let partition: Int32?
    let key: [UInt8]?
    /// Nil: a tombstone.
    let value: [UInt8]?
    let headers: [(name: String, value: [UInt8])]
    /// When the message was first made: what counts the newer of two messages goes by it.
    let timestampMilliseconds: Int64

    /// The header of a copy that got another time than its original, whose own is none from 2000 to 2199: that number.
    static let replacedTime = "giro-time-replaced"

    var bytes: Int {
        headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + $1.value.count }
    }
}

/// Publishes copies, each once and in order as long as this producer lives.
final class CopyProducer {
    private let producer: Producer
    private var unserved = 0

    init(_ configuration: ClientConfiguration) throws(OperationError) {
        do {
            producer = try Producer(configuration, mode: .idempotent)
        } catch {
            throw OperationError(error)
        }
    }

    func send(_ copy: MessageCopy) throws(OperationError) {
        let headers = Headers(expected: copy.headers.count)
        for header in copy.headers { headers.add(header.name, header.value) }
        let result = (copy.key ?? []).withUnsafeBytes { key in
            (copy.value ?? []).withUnsafeBytes { value in
                Result { () throws(KafkaError) in
                    try producer.send(
                        topic: copy.topic, partition: copy.partition, key: copy.key == nil ? nil : key,
                        value: copy.value == nil ? UnsafeRawBufferPointer(start: nil, count: 0) : value,
                        timestampMilliseconds: copy.timestampMilliseconds, headers: headers)
                }
            }
        }
        do {
            try result.get()
        } catch {
            throw OperationError(error)
        }
        unserved += 1
        if unserved.isMultiple(of: 1_000) { producer.poll() }
    }

    /// Returns once everything sent is safe.
    func flush() throws(OperationError) {
        do {
            try producer.flush(timeoutMilliseconds: 60_000)
        } catch {
            throw OperationError(error)
        }
    }
}
