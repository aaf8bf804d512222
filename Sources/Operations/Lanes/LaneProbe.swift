import Kafka

/// Tells which lanes have nothing left to read although their logs go on: transactions end with records that nobody sees.
struct LaneProbe {
    private let configuration: ClientConfiguration

    private static let patience: Duration = .seconds(3)

    init(_ configuration: ClientConfiguration) {
        var configuration = configuration
        configuration.properties["enable.partition.eof"] = "true"
        self.configuration = configuration
    }

    /// The partitions of `rows` that have no message from `nextOffset` on. What cannot be told in time counts as having one.
    func empty(_ rows: [LaneRow]) throws(KafkaError) -> Set<TopicPartition> {
        guard !rows.isEmpty else { return [] }
        // Read without joining a group and without committing: the name is only what librdkafka asks for.
        let consumer = try Consumer(configuration, group: "giro.operator")
        defer { consumer.close() }
        try consumer.assign(rows.map { Position(partition: $0.partition, offset: $0.nextOffset) })
        var open = Set(rows.map(\.partition))
        var empty: Set<TopicPartition> = []
        let end = ContinuousClock.now + Self.patience
        while !open.isEmpty, ContinuousClock.now < end {
            let batch = consumer.poll(maximum: 100, timeoutMilliseconds: 100)
            for index in 0..<batch.count {
                let record = batch[index]
                let partition = TopicPartition(topic: record.topic, partition: record.partition)
                guard open.remove(partition) != nil else { continue }
                if record.error?.code == "_partition_eof" { empty.insert(partition) }
            }
        }
        return empty
    }
}
