import CloudEvents
import Foundation
import Kafka
import Messages
import Payments
import Synchronization

/// Reads what each worker publishes and counts how long after it was due each payment was there. It reads one partition
/// of each topic, as a sample.
///
/// On a thread of its own. The due time is in the payment's id, so nothing has to be remembered.
final class LatencyProbe: Sendable {
    private struct State {
        var isStopping = false
        var hasEnded = false
        /// Payments due in this time count; microseconds since the Unix epoch.
        var window: Range<Int64> = 0..<0
        var results = Results()
    }

    struct Results {
        /// By topic: from when a payment was due until the message was read.
        var read: [String: Latencies] = [:]
        /// From when a worker decided on a message, before its commit, until the message was read.
        var published = Latencies()

        /// The wallet has credited the payee.
        var moved: Latencies { read[WalletCredited.topic] ?? Latencies() }
        /// The payment is final for the payment worker, and people are told.
        var told: Latencies { read[NotificationSend.topic] ?? Latencies() }
    }

    /// In the order in which they follow each other.
    static let topics = [WalletDebited.topic, BillPaid.topic, WalletCredited.topic, NotificationSend.topic]

    private let state = Mutex(State())
    private let configuration: ClientConfiguration

    init(_ configuration: ClientConfiguration) throws {
        self.configuration = configuration
        let started = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [self] in
            read(started: started)
            state.withLock { $0.hasEnded = true }
        }
        started.wait()
    }

    /// Counts payments due from `start` on, until told otherwise.
    func open(from start: Int64, to end: Int64 = .max) {
        state.withLock { state in
            state.window = start..<end
            state.results = Results()
        }
    }

    func results() -> Results { state.withLock { $0.results } }

    func stop() {
        state.withLock { $0.isStopping = true }
        while !state.withLock({ $0.hasEnded }) { usleep(1_000) }
    }

    private func read(started: DispatchSemaphore) {
        do {
            let consumer = try Consumer(configuration, group: "giro.bench")
            var positions: [Position] = []
            for topic in Self.topics {
                let partition = TopicPartition(topic: topic, partition: 0)
                let end = try consumer.watermarks(of: partition, timeoutMilliseconds: 10_000).high
                positions.append(Position(partition: partition, offset: end))
            }
            try consumer.assign(positions)
            started.signal()
            while !state.withLock({ $0.isStopping }) {
                record(consumer.poll(maximum: 5_000, timeoutMilliseconds: 50))
            }
        } catch {
            started.signal()
        }
    }

    private func record(_ batch: RecordBatch) {
        if batch.isEmpty { return }
        let now = Timestamp.now().microseconds
        state.withLock { state in
            for index in 0..<batch.count where batch[index].error == nil {
                let record = batch[index]
                guard let id = record.header(CloudEventHeader.subject).flatMap({ PaymentID($0) }) else { continue }
                let due = DueID.dueMicroseconds(of: id)
                guard state.window.contains(due) else { continue }
                state.results.read[record.topic, default: Latencies()].record(microseconds: now - due)
                if let decided = record.header(CloudEventHeader.time).flatMap({ Timestamp($0) }) {
                    state.results.published.record(microseconds: now - decided.microseconds)
                }
            }
        }
    }
}
