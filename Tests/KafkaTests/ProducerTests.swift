import Kafka
import TestSupport
import Testing

@Suite("The producer", .serialized)
struct ProducerTests {
    @Test("places a key where Java's murmur2 partitioner places it")
    func partitionsLikeJava() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("murmur", partitions: 6)
        // Made with org.apache.kafka.common.utils.Utils.murmur2 of Apache Kafka 4.0: toPositive(murmur2(key)) % 6.
        let expected: [String: Int32] = Murmur2.partitions(["alice", "bob", "carol", "giro", "1"], of: 6)
        for key in expected.keys { try broker.publish([key], to: topic, key: key) }
        let seen = try broker.read(topic, partitions: 6, count: expected.count)
        #expect(Dictionary(uniqueKeysWithValues: seen.map { ($0.value, $0.partition) }) == expected)
    }

    @Test("a passing broker error is retried and the message is there once")
    func retriesBrokerErrors() throws {
        let broker = try TestBroker()
        guard let embedded = broker.embedded else { return }
        let topic = try broker.makeTopic("retry", partitions: 1)
        embedded.failNext(.produce, with: ["not_leader_for_partition", "request_timed_out", "not_enough_replicas"])
        try broker.publish(["once"], to: topic, partition: 0)
        #expect(try broker.read(topic, partitions: 1, count: 1, settle: .milliseconds(200)).map(\.value) == ["once"])
    }

    @Test("a message that the broker refuses for good fails the flush with its code")
    func refusedForGood() throws {
        let broker = try TestBroker()
        guard let embedded = broker.embedded else { return }
        let topic = try broker.makeTopic("refused", partitions: 1)
        embedded.failNext(.produce, with: ["topic_authorization_failed"])
        let error = #expect(throws: KafkaError.self) { try broker.publish(["x"], to: topic, partition: 0) }
        #expect(error?.code == "topic_authorization_failed")
        #expect(error?.isTransient == false)
    }

    @Test("a message larger than allowed is refused at once")
    func tooLarge() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("large", partitions: 1)
        let error = #expect(throws: KafkaError.self) {
            try broker.publish([String(repeating: "x", count: 2_000_000)], to: topic, partition: 0)
        }
        #expect(error?.code == "msg_size_too_large")
    }

    @Test("a transaction's messages are readable after its commit")
    func commitsTransactions() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("tx", partitions: 1)
        let producer = try Producer(broker.configuration, mode: .transactional(id: topic))
        try producer.initializeTransactions(timeoutMilliseconds: 10_000)
        try producer.beginTransaction()
        try send("in", to: topic, producer)
        try producer.commitTransaction(timeoutMilliseconds: 10_000)
        #expect(try broker.read(topic, partitions: 1, count: 1).map(\.value) == ["in"])
    }

    @Test(
        "an aborted transaction's messages are never seen by a read_committed reader",
        .enabled(if: TestBroker.isReal, "needs a real broker: KAFKA_BOOTSTRAP_SERVERS"))
    func abortsTransactions() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("abort", partitions: 1)
        let producer = try Producer(broker.configuration, mode: .transactional(id: topic))
        try producer.initializeTransactions(timeoutMilliseconds: 10_000)
        try producer.beginTransaction()
        try send("aborted", to: topic, producer)
        try producer.flush(timeoutMilliseconds: 10_000)
        try producer.abortTransaction(timeoutMilliseconds: 10_000)
        try producer.beginTransaction()
        try send("committed", to: topic, producer)
        try producer.commitTransaction(timeoutMilliseconds: 10_000)
        let seen = try broker.read(topic, partitions: 1, count: 1, settle: .seconds(1))
        #expect(seen.map(\.value) == ["committed"])
        #expect(seen.map(\.offset) != [1], "control records take offsets")
    }

    @Test(
        "a second instance with the same transactional id fences the first",
        .enabled(if: TestBroker.isReal, "needs a real broker: KAFKA_BOOTSTRAP_SERVERS"))
    func fences() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("fence", partitions: 1)
        let first = try Producer(broker.configuration, mode: .transactional(id: topic))
        try first.initializeTransactions(timeoutMilliseconds: 10_000)
        let second = try Producer(broker.configuration, mode: .transactional(id: topic))
        try second.initializeTransactions(timeoutMilliseconds: 10_000)
        let error = #expect(throws: KafkaError.self) {
            try first.beginTransaction()
            try send("zombie", to: topic, first)
            try first.commitTransaction(timeoutMilliseconds: 10_000)
        }
        #expect(error?.severity == .fatal)
    }

    private func send(_ value: String, to topic: String, _ producer: Producer) throws {
        let none = Headers(expected: 0)
        try Array(value.utf8).withUnsafeBytes {
            try producer.send(topic: topic, partition: 0, key: nil, value: $0, headers: none)
        }
    }
}

/// The reference: Java's `Utils.murmur2`, written down from the algorithm. Source: A. Appleby, MurmurHash2, seed
/// 0x9747b28c.
enum Murmur2 {
    static func partitions(_ keys: [String], of count: Int32) -> [String: Int32] {
        Dictionary(
            uniqueKeysWithValues: keys.map { ($0, Int32(bitPattern: hash(Array($0.utf8)) & 0x7fff_ffff) % count) })
    }

    static func hash(_ data: [UInt8]) -> UInt32 {
        let m: UInt32 = 0x5bd1_e995
        var h: UInt32 = 0x9747_b28c ^ UInt32(data.count)
        var rest = data[...]
        while rest.count >= 4 {
            var k = rest.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            k = k &* m
            k ^= k >> 24
            h = h &* m ^ k &* m
            rest = rest.dropFirst(4)
        }
        if !rest.isEmpty {
            h ^= rest.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            h = h &* m
        }
        h ^= h >> 13
        h = h &* m
        return h ^ h >> 15
    }
}
