import Kafka
import Payments

/// The same requests through librdkafka and the broker, and nothing done with them.
struct PlainBroker {
    let ground: BenchGround
    let messages: Int

    private static let topic = "giro.bench"

    struct Result {
        let producedPerSecond: Double
        let consumedPerSecond: Double
    }

    func run(_ generator: PaymentGenerator) throws -> Result {
        let partitions = Int32(ground.settings.topicPartitions)
        if !ground.isEmbedded {
            let topic = Admin.NewTopic(name: Self.topic, partitions: partitions)
            _ = try Admin(ground.settings.kafka).createTopics([topic], timeoutMilliseconds: 10_000)
        }
        var generator = generator
        let requests = (0..<messages).map { _ in generator.next(dueMicroseconds: Timestamp.now().microseconds) }
        let bodies = requests.map { (key: Array($0.key.utf8), value: $0.json()) }
        return Result(
            producedPerSecond: try produce(bodies), consumedPerSecond: try consume(partitions))
    }

    private func produce(_ bodies: [(key: [UInt8], value: [UInt8])]) throws -> Double {
        let producer = try Producer(ground.settings.kafka, mode: .idempotent)
        // The first message pays for finding the topic's leaders.
        try send(bodies[0], with: producer)
        try producer.flush(timeoutMilliseconds: 30_000)
        let start = ContinuousClock.now
        for body in bodies.dropFirst() { try send(body, with: producer) }
        try producer.flush(timeoutMilliseconds: 30_000)
        return Ratio.of(Double(bodies.count - 1), to: (ContinuousClock.now - start).inSeconds)
    }

    private func send(_ body: (key: [UInt8], value: [UInt8]), with producer: Producer) throws {
        let noHeaders = Headers(expected: 0)
        try body.key.withUnsafeBytes { key in
            try body.value.withUnsafeBytes { value in
                try producer.send(topic: Self.topic, key: key, value: value, headers: noHeaders)
            }
        }
    }

    private func consume(_ partitions: Int32) throws -> Double {
        let consumer = try Consumer(ground.settings.kafka, group: "giro.bench")
        let positions = try (0..<partitions).map { number in
            let partition = TopicPartition(topic: Self.topic, partition: number)
            return Position(
                partition: partition, offset: try consumer.watermarks(of: partition, timeoutMilliseconds: 10_000).low)
        }
        try consumer.assign(positions)
        var seen = 0
        var start: ContinuousClock.Instant?
        var uncounted = 0
        while seen < messages {
            let batch = consumer.poll(maximum: 2_000, timeoutMilliseconds: 5_000)
            if batch.isEmpty { break }
            seen += batch.count
            if start == nil {
                start = .now
                uncounted = seen
            }
        }
        return Ratio.of(Double(seen - uncounted), to: start.map { (ContinuousClock.now - $0).inSeconds } ?? 0)
    }
}
