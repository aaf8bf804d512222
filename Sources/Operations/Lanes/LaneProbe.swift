import Kafka

/// Looks at the first message that each lane has yet to apply. A log may go on without one: transactions end with
/// records that nobody sees.
struct LaneProbe {
    private let configuration: ClientConfiguration

    private static let patience: Duration = .seconds(3)

    enum FirstUnread: Sendable, Equatable {
        case nothing
        /// When it was published, in milliseconds since the Unix epoch; nil when its time is none.
        case message(atMilliseconds: Int64?)
    }

    init(_ configuration: ClientConfiguration) {
        var configuration = configuration
        configuration.properties["enable.partition.eof"] = "true"
        self.configuration = configuration
    }

    /// What could not be told in time is left out.
    func look(_ rows: [LaneRow]) throws(KafkaError) -> [TopicPartition: FirstUnread] {
        guard !rows.isEmpty else { return [:] }
        // Read without joining a group and without committing: the name is only what librdkafka asks for.
        let consumer = try Consumer(configuration, group: "giro.operator")
        defer { consumer.close() }
        try consumer.assign(rows.map { Position(partition: $0.partition, offset: $0.nextOffset) })
        var open = Set(rows.map(\.partition))
        var seen: [TopicPartition: FirstUnread] = [:]
        let end = ContinuousClock.now + Self.patience
        while !open.isEmpty, ContinuousClock.now < end {
            let batch = consumer.poll(maximum: 100, timeoutMilliseconds: 100)
            for index in 0..<batch.count {
                let record = batch[index]
                let partition = TopicPartition(topic: record.topic, partition: record.partition)
                guard open.remove(partition) != nil else { continue }
                if let error = record.error {
                    if error.code == "_partition_eof" { seen[partition] = .nothing }
                } else {
                    seen[partition] = .message(atMilliseconds: record.timestampMilliseconds)
                }
            }
        }
        return seen
    }
}
