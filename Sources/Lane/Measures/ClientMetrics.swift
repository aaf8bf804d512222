import Kafka
import Metrics
import Synchronization

/// librdkafka's own numbers, every `statistics.interval.ms`. Source: librdkafka 2.0.2, STATISTICS.md.
///
/// One for each client: its totals begin at zero.
final class ClientMetrics: Sendable {
    private let counters: [(name: String, counter: Counter)]
    private let gauges: [(name: String, gauge: Gauge)]
    private let totals = Mutex<[String: Int64]>([:])

    private static let counted = [
        ("tx", "giro_kafka_requests_total"), ("tx_bytes", "giro_kafka_sent_bytes_total"),
        ("rx", "giro_kafka_responses_total"), ("rx_bytes", "giro_kafka_received_bytes_total"),
    ]
    private static let shown = [("msg_cnt", "giro_kafka_queued_messages"), ("msg_size", "giro_kafka_queued_bytes")]

    init(worker: String, client: String) {
        let dimensions = [("worker", worker), ("client", client)]
        counters = Self.counted.map { ($0.0, Counter(label: $0.1, dimensions: dimensions)) }
        gauges = Self.shown.map { ($0.0, Gauge(label: $0.1, dimensions: dimensions)) }
    }

    func record(_ statistics: Statistics) {
        for (name, counter) in counters {
            guard let total = statistics.counters[name] else { continue }
            let growth = totals.withLock { totals in
                defer { totals[name] = total }
                return total - (totals[name] ?? 0)
            }
            if growth > 0 { counter.increment(by: growth) }
        }
        for (name, gauge) in gauges {
            if let value = statistics.counters[name] { gauge.record(value) }
        }
    }
}

extension ClientConfiguration {
    /// These settings, with librdkafka's statistics going to metrics unless somebody else listens to them.
    func measured(worker: String, client: String) -> ClientConfiguration {
        var measured = self
        if onStatistics == nil, properties["statistics.interval.ms"] != nil {
            let metrics = ClientMetrics(worker: worker, client: client)
            measured.onStatistics = { metrics.record($0) }
        }
        return measured
    }
}
