import Kafka
import TestSupport
import Testing

@Suite("The consumer", .serialized)
struct ConsumerTests {
    @Test("hands out an assignment, reads in batches and keeps the metadata of a commit")
    func readsAndCommits() async throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("consumer", partitions: 1)
        try broker.publish((0..<100).map { "v\($0)" }, to: topic, partition: 0, key: "k", headers: [("h", "x")])
        let consumer = try Consumer(broker.configuration, group: topic)
        try consumer.subscribe(to: [topic])
        let partition = TopicPartition(topic: topic, partition: 0)
        try await expectRebalance(consumer, .assigned([partition]))
        try consumer.assign([Position(partition: partition, offset: 0)])

        let values = collect(consumer, 100)
        #expect(values == (0..<100).map { "v\($0)" })

        try consumer.commit([Position(partition: partition, offset: 42, metadata: "giro/1 era 7")])
        let committed = try consumer.committed([partition], timeoutMilliseconds: 5_000)
        #expect(committed == [Position(partition: partition, offset: 42, metadata: "giro/1 era 7")])
        consumer.close()
    }

    @Test("without a commit says so, and knows the ends of the log")
    func watermarks() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("marks", partitions: 1)
        try broker.publish(["a", "b", "c"], to: topic, partition: 0)
        let consumer = try Consumer(broker.configuration, group: topic)
        let partition = TopicPartition(topic: topic, partition: 0)
        #expect(try consumer.committed([partition], timeoutMilliseconds: 5_000).first?.offset == nil)
        #expect(try consumer.watermarks(of: partition, timeoutMilliseconds: 5_000) == (low: 0, high: 3))
        #expect(consumer.clusterID(timeoutMilliseconds: 5_000) != nil)
    }

    @Test("an offset that is not in the log is an error, not a silent reset")
    func offsetOutOfRange() async throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("range", partitions: 1)
        try broker.publish(["a"], to: topic, partition: 0)
        let consumer = try Consumer(broker.configuration, group: topic)
        try consumer.assign([Position(partition: TopicPartition(topic: topic, partition: 0), offset: 1_000)])
        var codes: [String] = []
        for _ in 0..<200 where codes.isEmpty {
            let batch = consumer.poll(maximum: 10, timeoutMilliseconds: 50)
            codes += (0..<batch.count).compactMap { batch[$0].error?.code }
        }
        #expect(codes.first == "_auto_offset_reset" || codes.first == "offset_out_of_range")
    }

    @Test("a waiting poll ends when it is woken from another thread")
    func wakes() async throws {
        let broker = try TestBroker()
        let consumer = try Consumer(broker.configuration, group: "wake")
        let waker = consumer.waker
        let task = Task.detached {
            try await Task.sleep(for: .milliseconds(100))
            waker.wake()
        }
        let started = ContinuousClock.now
        _ = consumer.poll(maximum: 1, timeoutMilliseconds: 20_000)
        #expect(ContinuousClock.now - started < .seconds(15))
        try await task.value
    }

    @Test("carries headers, keys and empty values as they are")
    func carriesEverything() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("carry", partitions: 1)
        try broker.publish([""], to: topic, partition: 0, key: "ключ", headers: [("ce_type", "a.v1"), ("x", "")])
        let seen = try broker.read(topic, partitions: 1, count: 1)
        #expect(seen.first?.key == "ключ")
        #expect(seen.first?.value == "")
        #expect(seen.first?.headers == ["ce_type": "a.v1", "x": ""])
    }

    private func expectRebalance(_ consumer: Consumer, _ expected: Rebalance) async throws {
        for _ in 0..<300 {
            _ = consumer.poll(maximum: 1, timeoutMilliseconds: 50)
            if let rebalance = consumer.takeRebalance() {
                #expect(rebalance == expected)
                return
            }
        }
        Issue.record("no rebalance came")
    }

    private func collect(_ consumer: Consumer, _ count: Int) -> [String] {
        var values: [String] = []
        for _ in 0..<200 where values.count < count {
            let batch = consumer.poll(maximum: 64, timeoutMilliseconds: 50)
            #expect(batch.count <= 64)
            for index in 0..<batch.count where batch[index].error == nil {
                values.append(String(decoding: batch[index].value, as: UTF8.self))
            }
        }
        return values
    }
}
