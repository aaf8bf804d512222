import Kafka
import Lane
import TestSupport
import Testing

/// What the embedded broker cannot show. Run with `KAFKA_BOOTSTRAP_SERVERS=host:port swift test`.
@Suite(
    "On a real broker", .serialized,
    .enabled(if: TestBroker.isReal, "needs a real broker: KAFKA_BOOTSTRAP_SERVERS"))
struct RealBrokerTests {
    @Test("a transaction commits messages, position and metadata together, and an aborted one none of them")
    func positionsInTransactions() async throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("positions", partitions: 1)
        let partition = TopicPartition(topic: topic, partition: 0)
        let consumer = try await member(of: topic, broker)
        let producer = try transactional(topic, broker)

        try producer.beginTransaction()
        try send("first", to: topic, producer)
        try producer.sendOffsets(
            [Position(partition: partition, offset: 7, metadata: "giro/1 era 3")], group: consumer.groupMetadata(),
            timeoutMilliseconds: 10_000)
        try producer.commitTransaction(timeoutMilliseconds: 10_000)

        try producer.beginTransaction()
        try send("second", to: topic, producer)
        try producer.sendOffsets(
            [Position(partition: partition, offset: 8, metadata: "giro/1 era 4")], group: consumer.groupMetadata(),
            timeoutMilliseconds: 10_000)
        try producer.abortTransaction(timeoutMilliseconds: 10_000)

        let committed = try consumer.committed([partition], timeoutMilliseconds: 10_000)
        #expect(committed == [Position(partition: partition, offset: 7, metadata: "giro/1 era 3")])
        let seen = try broker.read(topic, partitions: 1, count: 1, settle: .seconds(1))
        #expect(seen.map(\.value) == ["first"])
    }

    @Test("a member of an older generation can no longer commit, even with a producer of its own")
    func fencesByGeneration() async throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("generation", partitions: 1)
        let zombie = try await member(of: topic, broker)
        let old = try zombie.groupMetadata()
        let producer = try transactional(topic, broker)
        zombie.close()
        let successor = try await member(of: topic, broker)
        defer { successor.close() }

        try producer.beginTransaction()
        try send("too late", to: topic, producer)
        let error = #expect(throws: KafkaError.self) {
            try producer.sendOffsets(
                [Position(partition: TopicPartition(topic: topic, partition: 0), offset: 1)], group: old,
                timeoutMilliseconds: 10_000)
            try producer.commitTransaction(timeoutMilliseconds: 10_000)
        }
        #expect(["illegal_generation", "unknown_member_id", "fenced_instance_id"].contains(error?.code ?? ""))
    }

    @Test(
        "each event is on its topic once for a read_committed reader, though the database's connection keeps breaking")
    func exactlyOnceThroughFaults() async throws {
        let bench = try TallyBench(partitions: 2)
        try bench.broker.publish((0..<3_000).map { "m\($0)" }, to: bench.input)
        func small(_ configuration: inout EngineConfiguration) { configuration.batchItems = 50 }
        for instance in ["one", "two", "one"] {
            try await bench.running(instance: instance, small) { _ in
                for _ in 0..<5 {
                    _ = try bench.number(
                        """
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE application_name = '\(bench.schema)'
                        """)
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        }
        try await bench.running { _ in
            try await expect(within: .seconds(60)) { try bench.number("SELECT count(*) FROM seen") == 3_000 }
        }
        let seen = try bench.broker.read(bench.output, count: 3_000, settle: .seconds(2))
        #expect(seen.count == 3_000)
        #expect(Set(seen.map(\.value)).count == 3_000)
        #expect(Set(seen.compactMap { $0.headers["ce_id"] }).count == 3_000)
    }

    private func member(of topic: String, _ broker: TestBroker) async throws -> Consumer {
        let consumer = try Consumer(broker.configuration, group: topic)
        try consumer.subscribe(to: [topic])
        for _ in 0..<600 {
            _ = consumer.poll(maximum: 1, timeoutMilliseconds: 50)
            guard case .assigned(let partitions)? = consumer.takeRebalance() else { continue }
            try consumer.assign(partitions.map { Position(partition: $0, offset: 0) })
            return consumer
        }
        Issue.record("the group gave no partitions")
        return consumer
    }

    private func transactional(_ id: String, _ broker: TestBroker) throws -> Producer {
        let producer = try Producer(broker.configuration, mode: .transactional(id: id))
        try producer.initializeTransactions(timeoutMilliseconds: 10_000)
        return producer
    }

    private func send(_ value: String, to topic: String, _ producer: Producer) throws {
        let none = Headers(expected: 0)
        try Array(value.utf8).withUnsafeBytes {
            try producer.send(topic: topic, partition: 0, key: nil, value: $0, headers: none)
        }
    }
}
