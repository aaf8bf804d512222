import Kafka
import TestSupport
import Testing

@Suite("Offsets by time")
struct TimeLookupTests {
    @Test(
        "the first message of a moment or later is found, by the messages' own times",
        .enabled(if: TestBroker.isReal, "the embedded broker answers the end, whatever is asked"))
    func lookup() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("kafka.times", partitions: 1)
        let partition = TopicPartition(topic: topic, partition: 0)
        let producer = try Producer(broker.configuration, mode: .idempotent)
        for time in [Int64(1_700_000_001_000), 1_700_000_002_000, 1_700_000_003_000] {
            try Array("x".utf8).withUnsafeBytes { value in
                try producer.send(
                    topic: topic, partition: 0, key: nil, value: value, timestampMilliseconds: time,
                    headers: Headers(expected: 0))
            }
            try producer.flush(timeoutMilliseconds: 10_000)
        }
        let consumer = try Consumer(broker.configuration, group: "times")
        defer { consumer.close() }
        func offset(_ milliseconds: Int64) throws -> Int64? {
            try consumer.offsets(atMilliseconds: milliseconds, of: [partition], timeoutMilliseconds: 10_000)[partition]
        }
        #expect(try offset(1_600_000_000_000) == 0)
        #expect(try offset(1_700_000_002_000) == 1)
        #expect(try offset(1_700_000_002_001) == 2)
        #expect(try offset(1_800_000_000_000) == nil)
    }

    @Test("a message keeps the time it was given, and a value without bytes is a tombstone")
    func kept() throws {
        let broker = try TestBroker()
        let topic = try broker.makeTopic("kafka.kept", partitions: 1)
        let producer = try Producer(broker.configuration, mode: .idempotent)
        try producer.send(
            topic: topic, partition: 0, key: nil, value: UnsafeRawBufferPointer(start: nil, count: 0),
            timestampMilliseconds: 1_700_000_001_000, headers: Headers(expected: 0))
        try producer.flush(timeoutMilliseconds: 10_000)
        let consumer = try Consumer(broker.configuration, group: "kept")
        defer { consumer.close() }
        try consumer.assign([Position(partition: TopicPartition(topic: topic, partition: 0), offset: 0)])
        for _ in 0..<100 {
            let batch = consumer.poll(maximum: 1, timeoutMilliseconds: 100)
            if batch.isEmpty { continue }
            #expect(batch[0].timestampMilliseconds == 1_700_000_001_000)
            #expect(batch[0].value.baseAddress == nil)
            return
        }
        Issue.record("the message did not come")
    }
}
