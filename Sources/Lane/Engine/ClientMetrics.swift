import Kafka
import Metrics

/// librdkafka's own numbers, as gauges, every `statistics.interval.ms`. Source: librdkafka 2.0.2, STATISTICS.md.
struct ClientMetrics: Sendable {
    let worker: String

    /// Bytes and requests in and out, and what waits inside the client.
    private static let kept: Set<String> = [
        "tx", "tx_bytes", "rx", "rx_bytes", "txmsgs", "txmsg_bytes", "rxmsgs", "rxmsg_bytes", "msg_cnt", "msg_size",
        "replyq",
    ]

    func record(_ statistics: Statistics) {
        for (name, value) in statistics.counters where Self.kept.contains(name) {
            Gauge(label: "giro_kafka_\(name)", dimensions: [("worker", worker)]).record(value)
        }
    }
}

extension EngineConfiguration {
    /// These settings, with librdkafka's statistics going to metrics unless somebody else listens to them.
    func measured(worker: String) -> EngineConfiguration {
        var measured = self
        let metrics = ClientMetrics(worker: worker)
        measured.kafka.onStatistics = kafka.onStatistics ?? { metrics.record($0) }
        return measured
    }
}
