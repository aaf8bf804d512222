import Identity
import Kafka
import Metrics
import Payments
import Postgres

/// How publishing what was accepted goes.
struct PublishingMetrics: Sendable {
    private let delay = Timer(label: "giro_gateway_publish_delay_seconds")

    func published(_ messages: [Outgoing], at now: Timestamp = .now()) {
        for (topic, some) in Dictionary(grouping: messages, by: \.topic) {
            Counter(label: "giro_gateway_messages_published_total", dimensions: [("topic", topic)])
                .increment(by: some.count)
        }
        // Clocks of two machines: what seems to come from the future took no time.
        for message in messages { delay.recordMicroseconds(max(0, now.microseconds - message.at.microseconds)) }
    }

    func failed(_ error: any Error) {
        Counter(label: "giro_gateway_publish_failures_total", dimensions: [("code", Self.code(of: error))]).increment()
    }

    private static func code(of error: any Error) -> String {
        switch error {
        case let error as KafkaError: error.code
        case let error as PostgresError: error.code.rawValue
        case is PoolOverloaded: "overloaded"
        default: "other"
        }
    }
}
