import CloudEvents
import Foundation
import Kafka
import Messages
import Payments
import Synchronization

/// Reads what comes out at the far end and counts how long after it was due each payment was there.
///
/// On a thread of its own. The due time is in the payment's id, so nothing has to be remembered.
final class LatencyProbe: Sendable {
    private struct State {
        var isStopping = false
        var hasEnded = false
        /// Payments due in this time count; microseconds since the Unix epoch.
        var window: Range<Int64> = 0..<0
        var moved = Latencies()
        var told = Latencies()
    }

    private let state = Mutex(State())
    private let configuration: ClientConfiguration

    /// - Parameter partitions: those that are read; a part of them is a sample.
    init(_ configuration: ClientConfiguration, partitions: Range<Int32>) throws {
        self.configuration = configuration
        let started = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [self] in
            read(partitions, started: started)
            state.withLock { $0.hasEnded = true }
        }
        started.wait()
    }

    /// Counts payments due from `start` on, until told otherwise.
    func open(from start: Int64, to end: Int64 = .max) {
        state.withLock { state in
            state.window = start..<end
            state.moved = Latencies()
            state.told = Latencies()
        }
    }

    /// `moved`: the wallet has credited the payee. `told`: the payment is final for the payment worker, and people are
    /// told.
    func results() -> (moved: Latencies, told: Latencies) { state.withLock { ($0.moved, $0.told) } }

    func stop() {
        state.withLock { $0.isStopping = true }
        while !state.withLock({ $0.hasEnded }) { usleep(1_000) }
    }

    private func read(_ partitions: Range<Int32>, started: DispatchSemaphore) {
        do {
            let consumer = try Consumer(configuration, group: "giro.bench")
            var positions: [Position] = []
            for topic in [WalletCredited.topic, NotificationSend.topic] {
                for number in partitions {
                    let partition = TopicPartition(topic: topic, partition: number)
                    let end = try consumer.watermarks(of: partition, timeoutMilliseconds: 10_000).high
                    positions.append(Position(partition: partition, offset: end))
                }
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
                if record.topic == WalletCredited.topic {
                    state.moved.record(microseconds: now - due)
                } else {
                    state.told.record(microseconds: now - due)
                }
            }
        }
    }
}
