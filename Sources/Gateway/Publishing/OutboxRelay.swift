import CloudEvents
import Identity
import Kafka
import Logging
import Payments
import Postgres

/// A schema's outbox, and how its values are opened.
struct Outbox: Sendable {
    /// Names the schema in `ce_id`.
    let name: String
    let pool: ConnectionPool
    let open: @Sendable ([UInt8]) throws -> [UInt8]
}

/// Publishes what requests have put into the outboxes, in batches: many requests, one flush.
///
/// A message is removed by the transaction that published it, once Kafka has confirmed it. A crash in between publishes
/// it again; the workers know repetitions. Processes take turns by a lock.
final class OutboxRelay: Sendable {
    private let outboxes: [Outbox]
    private let kafka: ClientConfiguration
    private let health: HealthState
    private let metrics = PublishingMetrics()
    private let logger: Logger
    private let bell: AsyncStream<Void>
    private let ringer: AsyncStream<Void>.Continuation

    private static let batch: Int64 = 1_000
    private static let flushMilliseconds: Int32 = 10_000

    init(outboxes: [Outbox], kafka: ClientConfiguration, health: HealthState, logger: Logger) {
        self.outboxes = outboxes
        self.kafka = kafka
        self.health = health
        self.logger = logger
        (bell, ringer) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something was committed to an outbox.
    func ring() { ringer.yield() }

    /// Publishes until the task is cancelled, and then once more, so that what the last requests were promised does not
    /// wait for another process. Looks every second too, for what a process that died has left.
    func run() async {
        let ticker = Task { [ringer] in
            while !Task.isCancelled {
                ringer.yield()
                try? await Task.sleep(for: .seconds(1))
            }
        }
        defer { ticker.cancel() }
        var producer: SharedProducer?
        for await _ in bell {
            health.relayCameBy()
            do {
                let current = try producer ?? SharedProducer(Producer(kafka, mode: .idempotent))
                producer = current
                try await publishAll(current)
            } catch {
                // After a failed delivery nothing more is sure of this producer.
                producer = nil
                metrics.failed(error)
                logger.warning("what was accepted is not published yet", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
        if let producer { try? await publishAll(producer) }
    }

    private func publishAll(_ producer: SharedProducer) async throws {
        for outbox in outboxes {
            while try await publishBatch(of: outbox, producer) == Int(Self.batch) {}
        }
    }

    /// - Returns: how many were published.
    private func publishBatch(of outbox: Outbox, _ producer: SharedProducer) async throws -> Int {
        let messages = try await outbox.pool.run { connection in
            try connection.transaction { transaction in
                try transaction.send(LockOutbox())
                let messages = try transaction.query(TakeOutgoing(limit: Self.batch))
                if messages.isEmpty { return messages }
                for message in messages { try producer.send(message, of: outbox) }
                try producer.value.flush(timeoutMilliseconds: Self.flushMilliseconds)
                try transaction.send(RemoveOutgoing(messages.map(\.id)))
                return messages
            }
        }
        metrics.published(messages)
        return messages.count
    }
}

/// A producer that is used by one batch at a time, each on a thread of a pool.
///
/// Unchecked: the relay awaits a batch before it begins the next, and a producer may change threads between calls.
private final class SharedProducer: @unchecked Sendable {
    let value: Producer

    init(_ value: Producer) { self.value = value }

    func send(_ message: Outgoing, of outbox: Outbox) throws {
        let headers = Headers(expected: 8)
        headers.add(CloudEventHeader.specVersion, CloudEventHeader.specVersionValue)
        headers.add(CloudEventHeader.id, "\(outbox.name)-\(message.id)")
        headers.add(CloudEventHeader.source, "/giro/gateway")
        headers.add(CloudEventHeader.type, message.type)
        headers.add(CloudEventHeader.time, Timestamp.now().description)
        headers.add(CloudEventHeader.contentType, CloudEventHeader.contentTypeValue)
        if !message.subject.isEmpty { headers.add(CloudEventHeader.subject, message.subject) }
        if let traceparent = message.traceparent { headers.add(CloudEventHeader.traceparent, traceparent) }
        let opened = try outbox.open(message.value)
        try opened.withUnsafeBytes { value in
            try Array(message.key.utf8).withUnsafeBytes { key in
                // A message without a value takes back what the one before said: no bytes are not an empty text.
                let value = value.isEmpty ? UnsafeRawBufferPointer(start: nil, count: 0) : value
                try self.value.send(topic: message.topic, key: key, value: value, headers: headers)
            }
        }
    }
}
