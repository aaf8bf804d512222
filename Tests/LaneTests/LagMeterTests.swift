import Kafka
import Lane
import Testing

@Suite("Lag")
struct LagMeterTests {
    private let lane = TopicPartition(topic: "t", partition: 0)

    /// Measures at a second of both clocks.
    private func measure(
        _ meter: inout LagMeter, next: Int64, end: Int64?, at second: Int64, isReading: Bool = true
    ) -> LagMeter.Lag {
        meter.measure(
            lane, nextOffset: next, end: end, isReading: isReading, now: second * 1_000_000, monotonic: second * 1_000)
    }

    @Test("is nothing before a fetch has told the log's end, and when the cursor is there")
    func nothing() {
        var meter = LagMeter()
        #expect(measure(&meter, next: 5, end: nil, at: 1) == .init())
        #expect(measure(&meter, next: 5, end: 5, at: 2) == .init())
    }

    @Test("counts messages, and seconds since there was none")
    func counts() {
        var meter = LagMeter()
        _ = measure(&meter, next: 5, end: 5, at: 10)
        #expect(measure(&meter, next: 5, end: 9, at: 11, isReading: false) == .init(messages: 4, seconds: 1))
        #expect(measure(&meter, next: 5, end: 9, at: 30, isReading: false) == .init(messages: 4, seconds: 20))
    }

    @Test("with messages applied, its seconds begin at the last one's timestamp")
    func timestamps() {
        var meter = LagMeter()
        _ = measure(&meter, next: 5, end: 5, at: 10)
        meter.applied(lane, timestamp: 25_000_000)
        #expect(measure(&meter, next: 7, end: 9, at: 30, isReading: false) == .init(messages: 2, seconds: 5))
    }

    @Test("offsets that deliver nothing count no more after some quiet seconds, and again when the log grows")
    func controlRecords() {
        var meter = LagMeter()
        #expect(measure(&meter, next: 8, end: 9, at: 10).messages == 1)
        #expect(measure(&meter, next: 8, end: 9, at: 14).messages == 1)
        #expect(measure(&meter, next: 8, end: 9, at: 15) == .init())
        #expect(measure(&meter, next: 8, end: 12, at: 16).messages == 3)
    }

    @Test("never counts as caught up while the lane is not read")
    func paused() {
        var meter = LagMeter()
        for second in 10..<30 {
            #expect(measure(&meter, next: 8, end: 9, at: Int64(second), isReading: false).messages == 1)
        }
        #expect(measure(&meter, next: 8, end: 9, at: 31).messages == 1)
    }

    @Test("a lane that went is forgotten with its past")
    func forgets() {
        var meter = LagMeter()
        for second in 10..<17 { _ = measure(&meter, next: 8, end: 9, at: Int64(second)) }
        meter.forget(except: [])
        #expect(measure(&meter, next: 8, end: 9, at: 20).messages == 1)
    }
}
